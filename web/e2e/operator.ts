import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, type APIRequestContext } from '@playwright/test'
import { PASSWORD } from './newSalon'

/** Makes somebody an operator at the machine, as it is done, and has them choose their password. */
export async function makeOperator(request: APIRequestContext, email: string): Promise<void> {
  const { BOLT_BIN, BOLT_DATA_DIR, BOLT_DATABASE_URL, BOLT_URL, PATH } = process.env
  if (BOLT_BIN === undefined) throw new Error('BOLT_BIN says where the server’s binary is')
  const env = { PATH, DATABASE_URL: BOLT_DATABASE_URL, DATA_DIR: BOLT_DATA_DIR, PUBLIC_URL: BOLT_URL }
  const { stdout } = await promisify(execFile)(BOLT_BIN, ['operator', 'add', '--email', email], { env, cwd: BOLT_DATA_DIR })
  const token = /\/reset-password#(\S+)/.exec(stdout)?.[1]
  const answer = await request.post('/api/auth/password/reset', { data: { token, password: PASSWORD } })
  expect(answer.status()).toBe(200)
}
