/**
 * The fake network's answers about people: who logs in, by what, to which salons. What is changed is remembered, so a
 * test can ask the account what became of it. An authenticator's code is always `CODE`, a link's secret always `LINK`.
 */
import { http, type HttpHandler } from 'msw'
import { done, failure, page, success, type Data, type Guard, type Schemas } from './answers'
import { id } from './ids'
import type { Salon } from './salon'

export const CREDENTIALS = { email: 'owner@juniper.example', password: 'juniper' }
export const TOKEN = 'mock.session.token'
export const CODE = '123456'
export const LINK = 'mock-link'
const CHALLENGE = 'mock.challenge'
const RECOVERY_CODES = ['abcde-23456', 'fghjk-23456', 'mnpqr-23456', 'stuvw-23456']
const DAY = 86_400_000

export interface Account {
  user: Schemas['User']
  password: string
  /** Salons beside the one at hand. */
  otherSalons: Schemas['SalonPlace'][]
  readOnly: Schemas['ReadOnly'] | null
  /** An operator may be in none. */
  isInNoSalon: boolean
  recoveryCodes: string[]
  sessions: Schemas['Session'][]
  members: Schemas['SalonMember'][]
  invitations: Schemas['Invitation'][]
  /** What the link of `LINK` invites to. */
  invitedTo: Schemas['InvitationSeen']
  keys: Schemas['ApiKey'][]
}

export function openAccount(now: Date): Account {
  const at = (daysAgo: number) => new Date(now.getTime() - daysAgo * DAY).toISOString()
  const user = { id: id('usr'), email: CREDENTIALS.email, name: 'June Alder', isEmailVerified: true, hasTwoFactor: false, isOperator: false }
  const session = (userAgent: string, isCurrent: boolean, daysAgo: number): Schemas['Session'] => ({
    id: id('ses'), isCurrent, userAgent, address: '192.0.2.7', createdAt: at(daysAgo + 1), lastSeenAt: at(daysAgo), expiresAt: at(-7),
  })
  const member = (given: Pick<Schemas['SalonMember'], 'userId' | 'name' | 'email' | 'role'>): Schemas['SalonMember'] => ({
    employeeId: null, hasTwoFactor: false, isEmailVerified: true, joinedAt: at(30), ...given,
  })
  return {
    user, password: CREDENTIALS.password, otherSalons: [], readOnly: null, isInNoSalon: false, recoveryCodes: [],
    sessions: [
      session('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36', true, 0),
      session('Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1', false, 2),
    ],
    members: [
      member({ userId: user.id, name: user.name, email: user.email, role: 'OWNER' }),
      member({ userId: id('usr'), name: 'Theo Lindqvist', email: 'theo@juniper.example', role: 'STYLIST' }),
    ],
    invitations: [
      { id: id('inv'), email: 'late@juniper.example', role: 'FRONT_DESK', employeeId: null, createdAt: at(9), expiresAt: at(2), isExpired: true },
    ],
    invitedTo: { salonName: 'Juniper & Co.', email: 'new@juniper.example', role: 'FRONT_DESK', hasAccount: false },
    keys: [
      { id: id('key'), name: 'Voice assistant', prefix: 'bolt_live_1a2b3c', scopes: ['read', 'book'], createdAt: at(20), expiresAt: null, lastUsedAt: at(1), revokedAt: null },
      { id: id('key'), name: 'Old website', prefix: 'bolt_live_9z8y7x', scopes: ['read'], createdAt: at(90), expiresAt: null, lastUsedAt: null, revokedAt: at(10) },
    ],
  }
}

export function accountHandlers(salon: Salon, guarded: Guard): HttpHandler[] {
  const { account } = salon
  const me = (): Schemas['Me'] => {
    const here = { tenantId: salon.tenant.id, name: salon.tenant.name, status: salon.tenant.status, role: salon.role }
    return account.isInNoSalon
      ? { user: account.user, role: null, tenant: null, readOnly: null, salons: [] }
      : { user: account.user, role: salon.role, tenant: salon.tenant, readOnly: account.readOnly, salons: [here, ...account.otherSalons] }
  }
  const login = (): Schemas['Login'] => ({ token: TOKEN, expiresAt: new Date(salon.now().getTime() + 7 * DAY).toISOString(), ...me() })
  const secondStep = () => failure(403, 'two_factor_required', 'enter the code of your authenticator', undefined, { challenge: CHALLENGE, expiresAt: 'soon' })
  const wrongPassword = (field: string) => failure(400, 'validation_failed', `${field} is not your password`, { [field]: 'is not your password' })
  const badLink = () => failure(400, 'link_invalid', 'this link is not valid any more: it was used, or is too old; ask for a new one')
  const tooShort = (password: string, field = 'password') =>
    password.length < 10 && failure(400, 'validation_failed', `${field} must have at least 10 characters`, { [field]: 'must have at least 10 characters' })
  const isCode = (code: string) => code === CODE || account.recoveryCodes.includes(code)
  const read = async <Body>(request: Request) => (await request.json()) as Body
  const employeeOf = (given: { employeeId?: string | null }) => given.employeeId ?? null

  return [
    http.post('*/api/auth/login', async ({ request }) => {
      const { email, password } = await read<Schemas['LoginBody']>(request)
      if (!email.includes('@')) return failure(400, 'validation_failed', 'Please check the form.', { email: 'must be an e-mail address' })
      if (email !== account.user.email || password !== account.password) return failure(401, 'invalid_credentials', 'Wrong.')
      return account.user.hasTwoFactor ? secondStep() : success<Data<'/api/auth/login', 'post'>>(login())
    }),
    http.post('*/api/auth/login/two-factor', async ({ request }) => {
      const { challenge, code } = await read<Schemas['SecondStepBody']>(request)
      if (challenge !== CHALLENGE) return failure(401, 'challenge_expired', 'this took too long; begin again with your password')
      if (!isCode(code)) return failure(403, 'two_factor_invalid', 'this code is not right, or was used before; wait for the next one')
      account.recoveryCodes = account.recoveryCodes.filter((other) => other !== code)
      return success<Data<'/api/auth/login/two-factor', 'post'>>(login())
    }),
    http.post('*/api/auth/logout', guarded(() => success<null>(null))),
    http.get('*/api/auth/me', guarded(() => success<Data<'/api/auth/me', 'get'>>(me()))),
    http.patch('*/api/auth/me', guarded(async (request) => {
      account.user.name = (await read<Schemas['MeChange']>(request)).name
      return success<Data<'/api/auth/me', 'patch'>>(me())
    })),
    http.post('*/api/auth/switch', guarded(async (request) => {
      const { tenantId } = await read<Schemas['SwitchBody']>(request)
      const place = account.otherSalons.find((other) => other.tenantId === tenantId)
      if (!place) return failure(404, 'not_found', 'there is no such salon of yours')
      const left = { tenantId: salon.tenant.id, name: salon.tenant.name, status: salon.tenant.status, role: salon.role }
      account.otherSalons = [...account.otherSalons.filter((other) => other !== place), left]
      Object.assign(salon.tenant, { id: place.tenantId, name: place.name, status: place.status })
      salon.role = place.role
      return success<Data<'/api/auth/switch', 'post'>>(login())
    })),
    http.post('*/api/auth/signup', async ({ request }) => {
      const body = await read<Schemas['SignUpBody']>(request)
      if (body.email === account.user.email) return failure(409, 'email_taken', 'there is an account with this address: log in, or ask for a new password')
      const problem = tooShort(body.password)
      if (problem) return problem
      Object.assign(account.user, { name: body.name, email: body.email, isEmailVerified: false })
      Object.assign(salon.tenant, { name: body.salon.name, timezone: body.salon.timezone })
      return success<Data<'/api/auth/signup', 'post'>>(login(), 201)
    }),
    http.post('*/api/auth/password/forgot', () => success<Data<'/api/auth/password/forgot', 'post'>>({ message: 'A mail is on its way.' })),
    http.post('*/api/auth/password/reset', async ({ request }) => {
      const { token, password } = await read<Schemas['ResetBody']>(request)
      if (token !== LINK) return badLink()
      const problem = tooShort(password)
      if (problem) return problem
      account.password = password
      return account.user.hasTwoFactor ? secondStep() : success<Data<'/api/auth/password/reset', 'post'>>(login())
    }),
    http.post('*/api/auth/email/verify', async ({ request }) => {
      if ((await read<Schemas['VerifyBody']>(request)).token !== LINK) return badLink()
      account.user.isEmailVerified = true
      return success<Data<'/api/auth/email/verify', 'post'>>({ email: account.user.email })
    }),
    http.post('*/api/auth/email/resend', guarded(() => success<Data<'/api/auth/email/resend', 'post'>>({ message: 'A mail is on its way.' }))),
    http.post('*/api/auth/email', guarded(async (request) => {
      const { email, password } = await read<Schemas['EmailChange']>(request)
      return password === account.password ? success<Data<'/api/auth/email', 'post'>>({ email }) : wrongPassword('password')
    })),
    http.put('*/api/auth/password', guarded(async (request) => {
      const { currentPassword, newPassword } = await read<Schemas['PasswordChange']>(request)
      if (currentPassword !== account.password) return wrongPassword('currentPassword')
      const problem = tooShort(newPassword, 'newPassword')
      if (problem) return problem
      account.password = newPassword
      return done()
    })),

    http.get('*/api/auth/two-factor', guarded(() => {
      const since = account.user.hasTwoFactor ? salon.now().toISOString() : null
      return success<Data<'/api/auth/two-factor', 'get'>>({ isEnabled: account.user.hasTwoFactor, since, recoveryCodesLeft: account.recoveryCodes.length })
    })),
    http.post('*/api/auth/two-factor', guarded(async (request) => {
      if ((await read<Schemas['PasswordBody']>(request)).password !== account.password) return wrongPassword('password')
      const qrSvg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h3v3H0zM5 0h3v3H5zM0 5h3v3H0zM4 4h1v1H4z"/></svg>'
      return success<Data<'/api/auth/two-factor', 'post'>>({ secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', url: 'otpauth://totp/Bolt', qrSvg }, 201)
    })),
    http.post('*/api/auth/two-factor/confirm', guarded(async (request) => {
      if ((await read<Schemas['CodeBody']>(request)).code !== CODE) {
        return failure(400, 'validation_failed', 'Wrong.', { code: 'is not the authenticator\'s; is its clock right?' })
      }
      account.user.hasTwoFactor = true
      account.recoveryCodes = [...RECOVERY_CODES]
      return success<Data<'/api/auth/two-factor/confirm', 'post'>>({ recoveryCodes: account.recoveryCodes })
    })),
    http.post('*/api/auth/two-factor/disable', guarded(async (request) => {
      const { password, code } = await read<Schemas['PasswordAndCodeBody']>(request)
      if (password !== account.password) return wrongPassword('password')
      if (!isCode(code)) return failure(403, 'two_factor_invalid', 'this code is not right, or was used before; wait for the next one')
      account.user.hasTwoFactor = false
      account.recoveryCodes = []
      return done()
    })),
    http.post('*/api/auth/two-factor/recovery-codes', guarded(async (request) => {
      const { password, code } = await read<Schemas['PasswordAndCodeBody']>(request)
      if (password !== account.password) return wrongPassword('password')
      if (!isCode(code)) return failure(403, 'two_factor_invalid', 'this code is not right, or was used before; wait for the next one')
      account.recoveryCodes = [...RECOVERY_CODES]
      return success<Data<'/api/auth/two-factor/recovery-codes', 'post'>>({ recoveryCodes: account.recoveryCodes })
    })),
    http.get('*/api/auth/sessions', guarded((request) => page(request, account.sessions))),
    http.delete('*/api/auth/sessions/:id', guarded((_, params) => {
      account.sessions = account.sessions.filter((session) => session.id !== params.id)
      return done()
    })),
    http.post('*/api/auth/logout-elsewhere', guarded(() => {
      account.sessions = account.sessions.filter((session) => session.isCurrent)
      return done()
    })),

    http.post('*/api/auth/invitations/look', async ({ request }) =>
      (await read<Schemas['InvitationToken']>(request)).token === LINK ? success<Data<'/api/auth/invitations/look', 'post'>>(account.invitedTo) : badLink()),
    http.post('*/api/auth/invitations/accept', async ({ request }) => {
      const { token, name, password } = await read<Schemas['AcceptBody']>(request)
      if (token !== LINK) return badLink()
      const problem = tooShort(password)
      if (problem) return problem
      Object.assign(account.user, { name, email: account.invitedTo.email })
      salon.role = account.invitedTo.role
      return success<Data<'/api/auth/invitations/accept', 'post'>>(login(), 201)
    }),
    http.post('*/api/auth/invitations/join', guarded(async (request) => {
      if ((await read<Schemas['InvitationToken']>(request)).token !== LINK) return badLink()
      if (account.invitedTo.email !== account.user.email) return failure(403, 'other_address', 'this invitation is for another address; log in with that one')
      salon.role = account.invitedTo.role
      return success<Data<'/api/auth/invitations/join', 'post'>>(login())
    })),

    http.get('*/api/members', guarded((request) => page(request, account.members))),
    http.patch('*/api/members/:id', guarded(async (request, params) => {
      const member = account.members.find((one) => one.userId === params.id)
      if (!member) return failure(404, 'not_found', 'there is no such person')
      const { role, ...change } = await read<Schemas['MemberChange']>(request)
      const owners = account.members.filter((one) => one.role === 'OWNER')
      if (role && role !== 'OWNER' && owners.length === 1 && owners[0] === member) {
        return failure(409, 'last_owner', 'a salon needs an owner: make somebody else one first')
      }
      if (role) member.role = role
      if ('employeeId' in change) member.employeeId = employeeOf(change)
      return success<Data<'/api/members/{id}', 'patch'>>(member)
    })),
    http.delete('*/api/members/:id', guarded((_, params) => {
      account.members = account.members.filter((one) => one.userId !== params.id)
      return done()
    })),
    http.get('*/api/invitations', guarded((request) => page(request, account.invitations))),
    http.post('*/api/invitations', guarded(async (request) => {
      const body = await read<Schemas['InvitationBody']>(request)
      if (account.members.some((member) => member.email === body.email)) return failure(409, 'already_member', 'this person is in the salon already')
      const now = salon.now().getTime()
      const invitation = {
        id: id('inv'), email: body.email, role: body.role, employeeId: employeeOf(body), isExpired: false,
        createdAt: new Date(now).toISOString(), expiresAt: new Date(now + 7 * DAY).toISOString(),
      }
      account.invitations = [invitation, ...account.invitations.filter((other) => other.email !== body.email)]
      return success<Data<'/api/invitations', 'post'>>(invitation, 201)
    })),
    http.post('*/api/invitations/:id/resend', guarded((_, params) => {
      const invitation = account.invitations.find((one) => one.id === params.id)
      if (!invitation) return failure(404, 'not_found', 'there is no such invitation')
      Object.assign(invitation, { isExpired: false, expiresAt: new Date(salon.now().getTime() + 7 * DAY).toISOString() })
      return done()
    })),
    http.delete('*/api/invitations/:id', guarded((_, params) => {
      account.invitations = account.invitations.filter((one) => one.id !== params.id)
      return done()
    })),

    http.get('*/api/api-keys', guarded((request) => page(request, account.keys))),
    http.post('*/api/api-keys', guarded(async (request) => {
      const { name, scopes, days } = await read<Schemas['NewKeyBody']>(request)
      const secret = `bolt_live_${id('mock')}`
      const now = salon.now().getTime()
      const key = {
        id: id('key'), name, scopes, prefix: secret.slice(0, 16), createdAt: new Date(now).toISOString(), lastUsedAt: null, revokedAt: null,
        expiresAt: days ? new Date(now + days * DAY).toISOString() : null,
      }
      account.keys = [key, ...account.keys]
      return success<Data<'/api/api-keys', 'post'>>({ ...key, secret }, 201)
    })),
    http.delete('*/api/api-keys/:id', guarded((_, params) => {
      const key = account.keys.find((one) => one.id === params.id)
      if (!key || key.revokedAt) return failure(404, 'not_found', 'there is no such key')
      key.revokedAt = salon.now().toISOString()
      return done()
    })),
  ]
}
