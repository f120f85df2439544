import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import PrimeVue from 'primevue/config'
import ToastService from 'primevue/toastservice'
import { createApp } from 'vue'
import App from './app/App.vue'
import { router } from './app/router'
import { theme } from './app/theme'
import { i18n } from './i18n'
import './app/styles.css'

const cspNonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content

createApp(App)
  .use(createPinia())
  .use(PiniaColada, { queryOptions: { staleTime: 5_000, gcTime: 300_000 } })
  .use(i18n)
  // The server lets only style elements with its nonce in.
  .use(PrimeVue, { theme, csp: { nonce: cspNonce } })
  .use(ToastService)
  .use(router)
  .mount('#app')
