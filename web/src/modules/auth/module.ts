import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    {
      path: '/log-in',
      name: 'log-in',
      component: () => import('./pages/LogInPage.vue'),
      meta: { title: 'auth.title', isPublic: true },
    },
  ],
})
