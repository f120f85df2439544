import { expect, test } from 'vitest'
import { en } from './en'

const sources = import.meta.glob('../{app,modules,ui}/**/*.{ts,vue}', { query: '?raw', import: 'default', eager: true })

/** Keys asked for literally: `t('a.b')`, and those that modules hand to the navigation and to titles. */
const ASKED = /(?:\bt\(\s*|label: |shortLabel: |title: |keypath=")['"]([a-z_]+(?:\.[A-Za-z_]+)+)['"]/g

function word(key: string): unknown {
  return key.split('.').reduce<unknown>((found, part) => (found as Record<string, unknown> | undefined)?.[part], en)
}

test('every word that a page asks for exists', () => {
  const asked = Object.values(sources).flatMap((source) => [...String(source).matchAll(ASKED)].map((match) => match[1] ?? ''))

  expect(asked.length).toBeGreaterThan(100)
  expect(asked.filter((key) => word(key) === undefined)).toEqual([])
})
