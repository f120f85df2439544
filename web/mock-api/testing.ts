/** What a test of a page needs: the fake network, and the app's plugins around the component. */
import { PiniaColada } from '@pinia/colada'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { setupServer } from 'msw/node'
import { createPinia, setActivePinia } from 'pinia'
import PrimeVue from 'primevue/config'
import ToastService from 'primevue/toastservice'
import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { routes } from '../src/app/modules'
import { i18n } from '../src/i18n'
import { useSession } from '../src/modules/auth'
import { CREDENTIALS, handlersFor } from './handlers'
import { openSalon, type Salon } from './salon'

/** A Tuesday morning in the salon, at nine. */
export const NOW = new Date('2026-11-24T14:00:00Z')

/** A salon behind the fake network, fresh for each test; ask it what became of a request. */
export function useFakeNetwork(open: (now: () => Date) => Salon = openSalon) {
  const server = setupServer()
  const network = { server, salon: open(() => NOW) }
  beforeAll(() => {
    server.listen({ onUnhandledRequest: 'error' })
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
    server.use(...handlersFor(network.salon))
  })
  afterEach(async () => {
    // What a page still says when it goes must reach the fake network, not the real one.
    for (const wrapper of mounted.splice(0)) if (!wrapper.vm.$.isUnmounted) wrapper.unmount()
    await settle()
    localStorage.clear()
    sessionStorage.clear()
    network.salon = open(() => NOW)
    server.resetHandlers(...handlersFor(network.salon))
  })
  afterAll(() => {
    server.close()
    vi.useRealTimers()
  })
  return network
}

const mounted: VueWrapper[] = []

/** Mounts a component inside the app's plugins, logged in unless told otherwise. */
export async function visit(component: Component, options: { at?: string; props?: object; isLoggedIn?: boolean } = {}) {
  const router = createRouter({ history: createMemoryHistory(), routes })
  const pinia = createPinia()
  setActivePinia(pinia)
  if (options.isLoggedIn !== false) await logIn()
  await router.push(options.at ?? '/')
  const wrapper = mount(component, {
    props: options.props,
    attachTo: document.body,
    global: { plugins: [pinia, [PiniaColada, {}], i18n, PrimeVue, ToastService, router] },
  })
  mounted.push(wrapper)
  await settle()
  return { wrapper, router }
}

export function logIn(): Promise<void> {
  return useSession().logIn(CREDENTIALS.email, CREDENTIALS.password, false)
}

/** Until every answer that is on its way has come and has been drawn. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    await flushPromises()
  }
}
