import { MessageSquareText } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    { path: '/messages', name: 'messages', component: () => import('./pages/ThreadsPage.vue'), meta: { title: 'messages.threads.title' } },
    { path: '/messages/sent', name: 'messages-sent', component: () => import('./pages/SentPage.vue'), meta: { title: 'messages.sent.title' } },
    { path: '/messages/templates', name: 'messages-templates', component: () => import('./pages/TemplatesPage.vue'), meta: { title: 'messages.templates.title' } },
    // Links in messages to customers lead here.
    { path: '/v/:token', name: 'visit-page', component: () => import('./pages/VisitPage.vue'), meta: { title: 'messages.visitPage.title', isPublic: true } },
  ],
  nav: [
    { to: 'messages', label: 'messages.nav', icon: MessageSquareText, section: 'work', order: 50, key: 'm', least: 'FRONT_DESK' },
  ],
})
