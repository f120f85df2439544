import { Settings2 } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [{ path: '/settings', name: 'settings', component: () => import('./pages/SettingsPage.vue'), meta: { title: 'tenants.title' } }],
  nav: [{ to: 'settings', label: 'tenants.nav', icon: Settings2, section: 'salon', order: 90, key: ',' }],
})
