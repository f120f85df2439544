/** What the make-believe salon pays: a plan that can be changed and ended, and its invoices. */
import { http, type HttpHandler } from 'msw'
import { addDays } from '../src/ui/salonClock'
import { failure, page, success, type Data, type Guard, type Schemas } from './answers'
import { id } from './ids'
import type { Salon } from './salon'
import { toInstant } from './salonTime'

const PRICES = [{ plan: 'MONTHLY' as const, priceCents: 29_500, currency: 'USD' }, { plan: 'YEARLY' as const, priceCents: 283_200, currency: 'USD' }]

export function billingHandlers(salon: Salon, guarded: Guard): HttpHandler[] {
  const today = salon.now().toISOString().slice(0, 10)
  const noon = (days: number) => `${addDays(today, days)}T12:00:00Z`
  const price = () => PRICES.find(({ plan }) => plan === salon.subscription.plan) ?? PRICES[0]
  const shown = (): Schemas['Billing'] => ({
    state: 'ACTIVE', plan: salon.subscription.plan, trialEndsAt: null, suspendsAt: null, cancelsAt: salon.subscription.isEnding ? noon(12) : null,
    endedAt: null, openInvoiceUrl: null, plans: PRICES,
    nextInvoice: salon.subscription.isEnding ? null : { at: noon(12), amountCents: price()?.priceCents ?? 0, currency: 'USD' },
    usage: { since: salon.now().toISOString(), calls: 41, minutes: 96, messages: 73 },
    phoneNumber: salon.tenant.phoneNumber, hasPortal: true, isOpen: true, isSimulated: true,
  })
  const invoices: Schemas['Invoice'][] = salon.appointments.length === 0 ? [] : [18, 48, 79].map((days, nth) => ({
    id: id('inv'), number: `BOLT-000${3 - nth}`, status: 'PAID', totalCents: 29_500, paidCents: 29_500, currency: 'USD', pageUrl: null, pdfUrl: null, createdAt: noon(-days),
  }))
  /** There is no payment company here; its pages lead back. */
  const elsewhere = () => success<Data<'/api/billing/portal', 'post'>>({ url: '/billing' })
  const ending = (isEnding: boolean) => {
    salon.subscription.isEnding = isEnding
    return success<Data<'/api/billing/cancel', 'post'>>(shown())
  }

  return [
    http.get('*/api/billing', guarded(() => success<Data<'/api/billing', 'get'>>(shown()))),
    http.get('*/api/billing/invoices', guarded((request) => page(request, invoices))),
    http.post('*/api/billing/checkout', guarded(elsewhere)),
    http.post('*/api/billing/portal', guarded(elsewhere)),
    http.post('*/api/billing/plan/preview', guarded(async (request) => {
      const { plan } = (await request.json()) as Schemas['PlanChoice']
      if (plan === salon.subscription.plan) return failure(409, 'same_plan', 'this is the salon\'s plan already')
      const [rest, next] = [-11_800, PRICES.find((one) => one.plan === plan)?.priceCents ?? 0]
      return success<Data<'/api/billing/plan/preview', 'post'>>({
        plan, dueNowCents: Math.max(next + rest, 0), creditCents: Math.max(-(next + rest), 0), currency: 'USD', previewedAt: toInstant(salon.now()),
        lines: [{ description: 'Unused time', amountCents: rest }, { description: 'Remaining time', amountCents: next }],
      })
    })),
    http.post('*/api/billing/plan', guarded(async (request) => {
      salon.subscription.plan = ((await request.json()) as Schemas['PlanChangeBody']).plan
      return success<Data<'/api/billing/plan', 'post'>>(shown())
    })),
    http.post('*/api/billing/cancel', guarded(() => ending(true))),
    http.post('*/api/billing/resume', guarded(() => ending(false))),
  ]
}
