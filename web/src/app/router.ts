import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { i18n } from '@/i18n'
import { homeOf, useSession } from '@/modules/auth'
import { routes } from './modules'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    ...routes,
    {
      path: '/:rest(.*)*',
      name: 'not-found',
      component: () => import('./NotFoundPage.vue'),
      meta: { title: 'app.notFound.title' },
    },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach((to) => {
  const session = useSession()
  if (to.meta.isPublic) return session.isLoggedIn && to.meta.isForGuests ? wanted(to) : true
  const { member } = session
  if (member?.tenant === null && !to.meta.isWithoutSalon && !to.meta.isForOperators) return { name: homeOf(member) }
  // The day of the whole salon is not a stylist's.
  if (member?.role === 'STYLIST' && to.name === 'today') return { name: homeOf(member) }
  // Where the person wanted to go is kept in the address, so that even a reload remembers it.
  return session.isLoggedIn ? true : { name: 'log-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
})

router.afterEach((to) => {
  const { t } = i18n.global
  document.title = to.meta.title ? `${t(to.meta.title)} · ${t('app.name')}` : t('app.name')
})

/** Where to go after the log-in. Only into the dashboard itself: an address from elsewhere is not followed. */
export function wanted(route: RouteLocationNormalized): string {
  const { next } = route.query
  return typeof next === 'string' && next.startsWith('/') && !next.startsWith('//') ? next : '/'
}
