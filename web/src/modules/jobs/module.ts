import { Timer } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [{ path: '/jobs', name: 'jobs', component: () => import('./pages/JobsPage.vue'), meta: { title: 'jobs.title' } }],
  nav: [{ to: 'jobs', label: 'jobs.nav', icon: Timer, section: 'salon', order: 89, key: 'j', least: 'MANAGER' }],
})
