import { Phone, PhoneForwarded } from '@lucide/vue'
import { defineModule } from '@/app/defineModule'

export default defineModule({
  routes: [
    { path: '/calls', name: 'calls', component: () => import('./pages/CallsPage.vue'), meta: { title: 'telephony.calls.title' } },
    { path: '/calls/:id', name: 'call', component: () => import('./pages/CallPage.vue'), meta: { title: 'telephony.calls.title' } },
    { path: '/phone-number', name: 'phone-number', component: () => import('./pages/PhoneNumberPage.vue'), meta: { title: 'telephony.numbers.title' } },
  ],
  nav: [
    { to: 'calls', label: 'telephony.navCalls', icon: Phone, section: 'work', order: 40, key: 'p', inTabBar: true, least: 'FRONT_DESK' },
    { to: 'phone-number', label: 'telephony.numbers.title', icon: PhoneForwarded, section: 'salon', order: 83, key: 'n', least: 'MANAGER' },
  ],
})
