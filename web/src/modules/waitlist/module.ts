import { Hourglass } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [{ path: '/waitlist', name: 'waitlist', component: () => import('./pages/WaitlistPage.vue'), meta: { title: 'waitlist.title' } }],
  nav: [{ to: 'waitlist', label: 'waitlist.nav', icon: Hourglass, section: 'work', order: 35, key: 'l', least: 'FRONT_DESK' }],
})
