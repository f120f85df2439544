// @vitest-environment node
import { readFile } from 'node:fs/promises'
import openapiTypescript, { astToString } from 'openapi-typescript'
import { expect, test } from 'vitest'

const HEADER_LINES = 4

test('the generated client is made from the current openapi.json (else: npm run generate)', async () => {
  const document = new URL('../../openapi.json', import.meta.url)
  const committed = await readFile(new URL('schema.ts', import.meta.url), 'utf8')

  const generated = astToString(await openapiTypescript(document))

  expect(committed.split('\n').slice(HEADER_LINES + 1).join('\n').trim()).toBe(generated.trim())
})
