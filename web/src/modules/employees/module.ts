import { UsersRound } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    { path: '/team', name: 'team', component: () => import('./pages/TeamPage.vue'), meta: { title: 'employees.title' } },
    { path: '/team/:id', name: 'employee', component: () => import('./pages/EmployeePage.vue'), meta: { title: 'employees.title' } },
  ],
  nav: [{ to: 'team', label: 'employees.nav', icon: UsersRound, section: 'salon', order: 80, key: 'e' }],
})
