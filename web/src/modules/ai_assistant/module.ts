import { AudioLines, BotMessageSquare } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    {
      path: '/receptionist',
      name: 'receptionist',
      component: () => import('./pages/ReceptionistPage.vue'),
      meta: { title: 'ai.title', isFullHeight: true },
    },
    { path: '/assistant', name: 'assistant', component: () => import('./pages/AssistantPage.vue'), meta: { title: 'assistant.title' } },
  ],
  nav: [
    {
      to: 'receptionist', label: 'ai.nav', shortLabel: 'ai.navShort', icon: AudioLines,
      section: 'work', order: 60, key: 'r', inTabBar: true, least: 'FRONT_DESK',
    },
    { to: 'assistant', label: 'assistant.nav', icon: BotMessageSquare, section: 'salon', order: 84, key: 'b', least: 'FRONT_DESK' },
  ],
})
