import { Webhook } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [{ path: '/webhooks', name: 'webhooks', component: () => import('./pages/WebhooksPage.vue'), meta: { title: 'webhooks.title' } }],
  nav: [{ to: 'webhooks', label: 'webhooks.nav', icon: Webhook, section: 'salon', order: 86, key: 'w', least: 'MANAGER' }],
})
