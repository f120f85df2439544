import { CreditCard } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [{ path: '/billing', name: 'billing', component: () => import('./pages/BillingPage.vue'), meta: { title: 'billing.title' } }],
  nav: [{ to: 'billing', label: 'billing.nav', icon: CreditCard, section: 'salon', order: 88, key: 'y', least: 'MANAGER' }],
})
