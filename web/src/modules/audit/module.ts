import { ScrollText } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [{ path: '/audit-log', name: 'audit-log', component: () => import('./pages/AuditLogPage.vue'), meta: { title: 'audit.title' } }],
  nav: [{ to: 'audit-log', label: 'audit.nav', icon: ScrollText, section: 'salon', order: 87, key: 'h', least: 'MANAGER' }],
})
