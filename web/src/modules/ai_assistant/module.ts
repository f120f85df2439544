import { AudioLines, BotMessageSquare, ListChecks } from '@lucide/vue'
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
    { path: '/rehearsal', name: 'rehearsal', component: () => import('./pages/RehearsalPage.vue'), meta: { title: 'rehearsal.title' } },
  ],
  nav: [
    {
      to: 'receptionist', label: 'ai.nav', shortLabel: 'ai.navShort', icon: AudioLines,
      section: 'work', order: 60, key: 'r', inTabBar: true, least: 'FRONT_DESK',
    },
    { to: 'assistant', label: 'assistant.nav', icon: BotMessageSquare, section: 'salon', order: 84, key: 'b', least: 'FRONT_DESK' },
    { to: 'rehearsal', label: 'rehearsal.nav', icon: ListChecks, section: 'salon', order: 85, key: 'k', least: 'MANAGER' },
  ],
})
