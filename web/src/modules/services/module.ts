import { Scissors } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [{ path: '/services', name: 'services', component: () => import('./pages/ServicesPage.vue'), meta: { title: 'services.title' } }],
  nav: [{ to: 'services', label: 'services.nav', icon: Scissors, section: 'salon', order: 70, key: 's' }],
})
