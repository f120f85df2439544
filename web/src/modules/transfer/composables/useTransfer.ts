import { useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData, fetchFile } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { ImportReport } from '@/api/types'
import { saveFile } from '@/ui/saveFile'
import { exampleFile, type Kind } from '../tables'

/** Takes tables out, tries a file that comes in, and brings it in. */
export function useTransfer() {
  const { t } = useI18n()
  const toast = useToast()
  const cache = useQueryCache()
  const isBusy = ref(false)
  const report = shallowRef<ImportReport | null>(null)
  const failure = shallowRef<ApiError | null>(null)
  const isDone = ref(false)

  function forget(): void {
    report.value = null
    failure.value = null
    isDone.value = false
  }

  async function send(kind: Kind, file: File, dryRun: boolean): Promise<void> {
    forget()
    isBusy.value = true
    try {
      report.value = await fetchData(post(kind, file, dryRun))
      isDone.value = !dryRun
    } catch (thrown) {
      const error = asApiError(thrown)
      // Somebody has changed the book since the file was tried: the report says what is wrong now.
      if (error.code === 'import_failed') report.value = error.details as ImportReport
      else failure.value = error
    } finally {
      isBusy.value = false
    }
    if (isDone.value) await cache.invalidateQueries()
  }

  async function takeOut(kind: Kind): Promise<void> {
    try {
      saveFile(await fetchFile(get(kind)), `${kind}.csv`)
      toast.add({ severity: 'success', summary: t('transfer.report.saved'), life: 3_000 })
    } catch (thrown) {
      toast.add({ severity: 'error', summary: asApiError(thrown).message, life: 6_000 })
    }
  }

  return {
    isBusy,
    /** What becomes of the file, or has become of it. */
    report,
    failure,
    /** Whether the file has been brought in. */
    isDone,
    forget,
    attempt: (kind: Kind, file: File) => send(kind, file, true),
    bringIn: (kind: Kind, file: File) => send(kind, file, false),
    takeOut,
    saveExample: (kind: Kind) => saveFile(new Blob([exampleFile(kind)], { type: 'text/csv' }), `${kind}-example.csv`),
  }
}

function get(kind: Kind) {
  const parseAs = { parseAs: 'blob' } as const
  switch (kind) {
    case 'customers': return client.GET('/api/export/customers.csv', parseAs)
    case 'services': return client.GET('/api/export/services.csv', parseAs)
    case 'appointments': return client.GET('/api/export/appointments.csv', parseAs)
  }
}

function post(kind: Kind, file: File, dryRun: boolean) {
  const request = {
    params: { query: { dryRun } },
    // Its bytes as they are: the server says whether they are UTF-8.
    body: file.name,
    bodySerializer: () => file,
    headers: { 'content-type': 'text/csv' },
  }
  switch (kind) {
    case 'customers': return client.POST('/api/import/customers', request)
    case 'services': return client.POST('/api/import/services', request)
    case 'appointments': return client.POST('/api/import/appointments', request)
  }
}
