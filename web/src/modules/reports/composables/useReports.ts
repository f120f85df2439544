import { useQuery } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { client, fetchData, fetchFile } from '@/api/client'
import { asApiError } from '@/api/error'
import { saveFile } from '@/ui/saveFile'
import type { DayRange } from '../ranges'

/** The figures of some days; those about money only for whoever may see it. */
export function useReports(range: () => DayRange, seesMoney: () => boolean) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['reports', range().from, range().to, String(seesMoney())],
    query: async () => {
      const params = { query: range() }
      const [calls, visits, customers, revenue, receptionist] = await Promise.all([
        fetchData(client.GET('/api/reports/calls', { params })),
        fetchData(client.GET('/api/reports/appointments', { params })),
        fetchData(client.GET('/api/reports/customers', { params })),
        seesMoney() ? fetchData(client.GET('/api/reports/revenue', { params })) : null,
        seesMoney() ? fetchData(client.GET('/api/reports/receptionist', { params })) : null,
      ])
      return { calls, visits, customers, revenue, receptionist }
    },
  })
  return { reports: data, error, pending: isPending, retry: () => refetch() }
}

/** Saves a table of a report. */
export function useReportFile(range: () => DayRange) {
  const toast = useToast()
  return async (what: 'calls' | 'visits' | 'customers' | 'revenue' | 'receptionist') => {
    const asked = { params: { query: range() }, parseAs: 'blob' as const }
    try {
      const file = await fetchFile(ask(what, asked) as unknown as Parameters<typeof fetchFile>[0])
      saveFile(file, `${what}-${range().from}-to-${range().to}.csv`)
    } catch (thrown) {
      toast.add({ severity: 'error', summary: asApiError(thrown).message, life: 6_000 })
    }
  }
}

function ask(what: 'calls' | 'visits' | 'customers' | 'revenue' | 'receptionist', asked: { params: { query: DayRange }; parseAs: 'blob' }) {
  switch (what) {
    case 'calls': return client.GET('/api/reports/calls.csv', asked)
    case 'visits': return client.GET('/api/reports/appointments.csv', asked)
    case 'customers': return client.GET('/api/reports/customers.csv', asked)
    case 'revenue': return client.GET('/api/reports/revenue.csv', asked)
    case 'receptionist': return client.GET('/api/reports/receptionist.csv', asked)
  }
}
