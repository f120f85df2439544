import { ChartColumn, Sun } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    { path: '/', name: 'today', component: () => import('./pages/TodayPage.vue'), meta: { title: 'reports.title' } },
    { path: '/reports', name: 'reports', component: () => import('./pages/ReportsPage.vue'), meta: { title: 'reports.reportsTitle' } },
  ],
  nav: [
    { to: 'today', label: 'reports.nav', icon: Sun, section: 'work', order: 10, key: 't', inTabBar: true, least: 'FRONT_DESK' },
    { to: 'reports', label: 'reports.navReports', icon: ChartColumn, section: 'salon', order: 65, key: 'f', least: 'FRONT_DESK' },
  ],
})
