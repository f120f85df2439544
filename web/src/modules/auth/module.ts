import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    { path: '/log-in', name: 'log-in', component: () => import('./pages/LogInPage.vue'), meta: { title: 'auth.title', isPublic: true, isForGuests: true } },
    { path: '/sign-up', name: 'sign-up', component: () => import('./pages/SignUpPage.vue'), meta: { title: 'auth.signUp.title', isPublic: true, isForGuests: true } },
    {
      path: '/forgot-password', name: 'forgot-password', component: () => import('./pages/ForgotPasswordPage.vue'),
      meta: { title: 'auth.forgot.title', isPublic: true, isForGuests: true },
    },
    // Links in e-mails lead here, with their secret behind the `#`.
    { path: '/reset-password', name: 'reset-password', component: () => import('./pages/ResetPasswordPage.vue'), meta: { title: 'auth.reset.title', isPublic: true } },
    { path: '/verify-email', name: 'verify-email', component: () => import('./pages/VerifyEmailPage.vue'), meta: { title: 'auth.verify.title', isPublic: true } },
    { path: '/invitation', name: 'invitation', component: () => import('./pages/InvitationPage.vue'), meta: { title: 'auth.invitation.title', isPublic: true } },
    { path: '/account', name: 'account', component: () => import('./pages/AccountPage.vue'), meta: { title: 'auth.account.title', isWithoutSalon: true } },
    { path: '/team/access', name: 'team-access', component: () => import('./pages/AccessPage.vue'), meta: { title: 'auth.access.title' } },
    { path: '/settings/api-keys', name: 'settings-api-keys', component: () => import('./pages/ApiKeysPage.vue'), meta: { title: 'auth.keys.title' } },
    { path: '/new-salon', name: 'new-salon', component: () => import('./pages/NewSalonPage.vue'), meta: { title: 'auth.newSalon.title', isWithoutSalon: true } },
    { path: '/no-salon', name: 'no-salon', component: () => import('./pages/NoSalonPage.vue'), meta: { title: 'auth.noSalon.title', isWithoutSalon: true } },
  ],
})
