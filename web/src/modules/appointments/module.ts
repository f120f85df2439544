import { CalendarDays, ListChecks } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    {
      path: '/calendar/:date?',
      name: 'calendar',
      component: () => import('./pages/CalendarPage.vue'),
      meta: { title: 'appointments.calendar.title', isFullHeight: true },
    },
    {
      path: '/appointments',
      name: 'appointments',
      component: () => import('./pages/AppointmentsPage.vue'),
      meta: { title: 'appointments.list.title' },
    },
  ],
  nav: [
    { to: 'calendar', label: 'appointments.navCalendar', icon: CalendarDays, section: 'work', order: 20, key: 'c', inTabBar: true },
    { to: 'appointments', label: 'appointments.navList', icon: ListChecks, section: 'work', order: 30, key: 'a' },
  ],
})
