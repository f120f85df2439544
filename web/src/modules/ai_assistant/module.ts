import { AudioLines, ListChecks } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    {
      path: '/receptionist',
      name: 'receptionist',
      component: () => import('./pages/ReceptionistPage.vue'),
      meta: { title: 'ai.title', isFullHeight: true },
    },
    { path: '/rehearsal', name: 'rehearsal', component: () => import('./pages/RehearsalPage.vue'), meta: { title: 'rehearsal.title' } },
  ],
  nav: [
    {
      to: 'receptionist', label: 'ai.nav', shortLabel: 'ai.navShort', icon: AudioLines,
      section: 'work', order: 60, key: 'r', inTabBar: true, least: 'FRONT_DESK',
    },
    { to: 'rehearsal', label: 'rehearsal.nav', icon: ListChecks, section: 'salon', order: 84, key: 'k', least: 'MANAGER' },
  ],
})
