import { ContactRound } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    { path: '/customers', name: 'customers', component: () => import('./pages/CustomersPage.vue'), meta: { title: 'customers.title' } },
    { path: '/customers/duplicates', name: 'duplicates', component: () => import('./pages/DuplicatesPage.vue'), meta: { title: 'customers.duplicates.title' } },
    { path: '/customers/:id', name: 'customer', component: () => import('./pages/CustomerPage.vue'), meta: { title: 'customers.title' } },
  ],
  nav: [{ to: 'customers', label: 'customers.title', icon: ContactRound, section: 'work', order: 35, key: 'u', least: 'FRONT_DESK' }],
})
