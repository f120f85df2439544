import { describe, expect, test } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import ApiKeysPage from './ApiKeysPage.vue'

const network = useFakeNetwork()

async function open() {
  const { wrapper } = await visit(ApiKeysPage, { at: '/settings/api-keys' })
  const rows = () => wrapper.findAll('[aria-labelledby=keys] li').map((row) => row.text())
  return { wrapper, rows }
}
async function press(words: string, within = 'body'): Promise<void> {
  const button = [...document.querySelectorAll<HTMLButtonElement>(`${within} button`)].find((one) => one.textContent?.trim() === words)
  if (!button) throw new Error(`no button ${words}`)
  button.click()
  await settle()
}

describe('the keys', () => {
  test('say what each may do, when it was used, and how it ends', async () => {
    const { rows } = await open()

    expect(rows()).toEqual([
      expect.stringMatching(/Voice assistant.*bolt_live_1a2b3c….*Ask for free times, Book, move and cancel.*Last used Mon, Nov 23.*good until it is taken back/s),
      expect.stringMatching(/Old website.*Taken back.*Never used · taken back on Nov 14, 2026/s),
    ])
  })

  test('are explained while there are none', async () => {
    network.salon.account.keys = []

    const { wrapper } = await open()

    expect(wrapper.text()).toContain('No keys yet')
  })
})

describe('a key', () => {
  test('is made, and its secret shown once', async () => {
    const { wrapper, rows } = await open()
    await press('Make a key')
    await press('Make the key', 'aside')
    expect(document.querySelector('#key-name-note')?.textContent).toBe('Say what the key is for.')
    const name = document.querySelector<HTMLInputElement>('#key-name')
    if (!name) throw new Error('the form is not there')
    name.value = 'Website'
    name.dispatchEvent(new Event('input'))

    await press('Make the key', 'aside')

    expect(network.salon.account.keys[0]).toMatchObject({ name: 'Website', scopes: ['read'] })
    expect(wrapper.get<HTMLInputElement>('[aria-label="Secret key"]').element.value).toMatch(/^bolt_live_/)
    expect(rows()[0]).toContain('good until Nov 24, 2027')
    await press('I have kept it')
    expect(wrapper.find('[aria-label="Secret key"]').exists()).toBe(false)
  })

  test('that may do nothing is not made', async () => {
    await open()
    await press('Make a key')
    await press('Ask for free times', 'aside')

    await press('Make the key', 'aside')

    expect(document.querySelector('aside [role=alert]')?.textContent).toBe('Choose what it may do.')
    expect(network.salon.account.keys).toHaveLength(2)
  })

  test('is taken back only when that is confirmed', async () => {
    const { wrapper, rows } = await open()
    await wrapper.get('[aria-label="Take back the key Voice assistant"]').trigger('click')
    await settle()
    expect(network.salon.account.keys[0]?.revokedAt).toBeNull()

    await press('Take back', '[role=dialog]')

    expect(network.salon.account.keys[0]?.revokedAt).not.toBeNull()
    expect(rows()[0]).toContain('Taken back')
    expect(wrapper.find('[aria-label="Take back the key Voice assistant"]').exists()).toBe(false)
  })
})

test('front desk is told that keys are not for them', async () => {
  network.salon.role = 'FRONT_DESK'

  const { wrapper } = await open()

  expect(wrapper.text()).toContain('Only for managers and owners')
  expect(wrapper.find('nav a[href="/settings/api-keys"]').exists()).toBe(false)
})
