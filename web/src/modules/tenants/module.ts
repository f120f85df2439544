import { Settings2 } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    { path: '/settings', name: 'settings', component: () => import('./pages/SettingsPage.vue'), meta: { title: 'tenants.title' } },
    { path: '/settings/profile', name: 'settings-profile', component: () => import('./pages/ProfilePage.vue'), meta: { title: 'salon.sections.profile' } },
    { path: '/settings/messages', name: 'settings-messages', component: () => import('./pages/NotificationsPage.vue'), meta: { title: 'salon.sections.messages' } },
    { path: '/settings/hours', name: 'settings-hours', component: () => import('./pages/HoursPage.vue'), meta: { title: 'tenants.sections.hours' } },
    { path: '/settings/days', name: 'settings-days', component: () => import('./pages/DaysPage.vue'), meta: { title: 'tenants.sections.days' } },
    { path: '/settings/booking', name: 'settings-booking', component: () => import('./pages/BookingRulesPage.vue'), meta: { title: 'tenants.sections.booking' } },
  ],
  nav: [{ to: 'settings', label: 'tenants.nav', icon: Settings2, section: 'salon', order: 90, key: ',' }],
})
