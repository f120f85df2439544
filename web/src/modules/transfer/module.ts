import { ArrowUpDown } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [{ path: '/import', name: 'import', component: () => import('./pages/ImportPage.vue'), meta: { title: 'transfer.title' } }],
  nav: [{ to: 'import', label: 'transfer.nav', icon: ArrowUpDown, section: 'salon', order: 85, key: 'i', least: 'MANAGER' }],
})
