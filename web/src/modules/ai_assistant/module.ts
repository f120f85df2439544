import { AudioLines } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    {
      path: '/receptionist',
      name: 'receptionist',
      component: () => import('./pages/ReceptionistPage.vue'),
      meta: { title: 'ai.title', isFullHeight: true },
    },
  ],
  nav: [
    {
      to: 'receptionist', label: 'ai.nav', shortLabel: 'ai.navShort', icon: AudioLines,
      section: 'work', order: 60, key: 'r', inTabBar: true, least: 'FRONT_DESK',
    },
  ],
})
