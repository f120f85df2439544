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

/** A table that can be saved: of which report, and what each line is about. */
export type ReportTable =
  | 'calls' | 'calls by hour' | 'calls by reason' | 'visits' | 'visits by employee' | 'customers'
  | 'revenue' | 'revenue by service' | 'revenue by employee' | 'receptionist'

/** Saves a table of a report. */
export function useReportFile(range: () => DayRange) {
  const toast = useToast()
  return async (table: ReportTable) => {
    try {
      const file = await fetchFile(ask(table, range()) as unknown as Parameters<typeof fetchFile>[0])
      const name = table.includes(' ') ? table.replaceAll(' ', '-') : `${table}-by-day`
      saveFile(file, `${name}-${range().from}-to-${range().to}.csv`)
    } catch (thrown) {
      toast.add({ severity: 'error', summary: asApiError(thrown).message, life: 6_000 })
    }
  }
}

function ask(table: ReportTable, range: DayRange) {
  const asked = <Query extends DayRange>(query: Query) => ({ params: { query }, parseAs: 'blob' as const })
  switch (table) {
    case 'calls': return client.GET('/api/reports/calls.csv', asked(range))
    case 'calls by hour': return client.GET('/api/reports/calls.csv', asked({ ...range, by: 'hour' as const }))
    case 'calls by reason': return client.GET('/api/reports/calls.csv', asked({ ...range, by: 'reason' as const }))
    case 'visits': return client.GET('/api/reports/appointments.csv', asked(range))
    case 'visits by employee': return client.GET('/api/reports/appointments.csv', asked({ ...range, by: 'employee' as const }))
    case 'customers': return client.GET('/api/reports/customers.csv', asked(range))
    case 'revenue': return client.GET('/api/reports/revenue.csv', asked(range))
    case 'revenue by service': return client.GET('/api/reports/revenue.csv', asked({ ...range, by: 'service' as const }))
    case 'revenue by employee': return client.GET('/api/reports/revenue.csv', asked({ ...range, by: 'employee' as const }))
    case 'receptionist': return client.GET('/api/reports/receptionist.csv', asked(range))
  }
}
