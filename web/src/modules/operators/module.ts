import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    { path: '/operator', name: 'operator', component: () => import('./pages/SalonsPage.vue'), meta: { title: 'operator.title', isForOperators: true } },
  ],
})
