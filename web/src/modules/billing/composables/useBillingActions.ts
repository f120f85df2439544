import { useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData } from '@/api/client'
import { asApiError } from '@/api/error'
import type { BillingPlan } from '@/api/types'
import { useSession } from '@/modules/auth'

/** What an owner can do about the subscription. Each answers nothing when it failed, and has said why. */
export function useBillingActions() {
  const { t } = useI18n()
  const toast = useToast()
  const cache = useQueryCache()
  const session = useSession()
  const isBusy = ref(false)

  async function act<Result>(work: () => Promise<Result>): Promise<Result | null> {
    isBusy.value = true
    try {
      return await work()
    } catch (thrown) {
      const failure = asApiError(thrown)
      const detail = failure.isUnreachable ? t('app.failed.unreachable') : failure.message
      toast.add({ severity: 'error', summary: t('billing.failed'), detail, life: 8_000 })
      return null
    } finally {
      isBusy.value = false
    }
  }

  /** Something has changed here, and perhaps how the salon stands. */
  async function changed<Result>(work: () => Promise<Result>, words: string): Promise<Result | null> {
    const result = await act(work)
    if (result !== null) toast.add({ severity: 'success', summary: words, life: 4_000 })
    void cache.invalidateQueries({ key: ['billing'] })
    void session.refresh().catch(() => undefined)
    return result
  }

  /** Goes on at the payment company. */
  async function leaveFor(open: () => Promise<{ url: string }>): Promise<void> {
    const page = await act(open)
    if (page !== null) location.assign(page.url)
  }

  return {
    isBusy,
    subscribe: (plan: BillingPlan) => leaveFor(() => fetchData(client.POST('/api/billing/checkout', { body: { plan } }))),
    openPortal: () => leaveFor(() => fetchData(client.POST('/api/billing/portal'))),
    preview: (plan: BillingPlan) => act(() => fetchData(client.POST('/api/billing/plan/preview', { body: { plan } }))),
    change: (plan: BillingPlan, previewedAt: string) =>
      changed(() => fetchData(client.POST('/api/billing/plan', { body: { plan, previewedAt } })), t('billing.change.done')),
    cancel: () => changed(() => fetchData(client.POST('/api/billing/cancel')), t('billing.cancel.done')),
    resume: () => changed(() => fetchData(client.POST('/api/billing/resume')), t('billing.resumed')),
  }
}
