import { Sun } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [{ path: '/', name: 'today', component: () => import('./pages/TodayPage.vue'), meta: { title: 'reports.title' } }],
  nav: [{ to: 'today', label: 'reports.nav', icon: Sun, section: 'work', order: 10, key: 't', inTabBar: true, least: 'FRONT_DESK' }],
})
