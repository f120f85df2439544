import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { Service } from '@/api/types'

/** Which services a list shows. */
export type Which = 'current' | 'active' | 'inactive' | 'removed'

/** The whole catalogue. A salon has dozens of services, so one page holds them all. */
export function useServices() {
  return useServicesThat(() => ({ which: 'current' }))
}

/** The services of one kind that match. */
export function useServicesThat(wanted: () => { which: Which; category?: string; search?: string }) {
  const query = computed(() => {
    const { which, category, search } = wanted()
    return {
      pageSize: 100,
      ...(which === 'removed' && { deleted: true }),
      ...(which === 'active' && { isActive: true }),
      ...(which === 'inactive' && { isActive: false }),
      ...(category && { category }),
      ...(search && { search }),
    }
  })
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['services', query.value],
    query: () => fetchPage(client.GET('/api/services', { params: { query: query.value } })),
    staleTime: 60_000,
    placeholderData: (previous) => previous,
  })
  const services = computed<Service[]>(() => data.value?.items ?? [])
  const categories = computed(() => groupByCategory(services.value))
  return { services, categories, error, pending: isPending, retry: () => refetch() }
}

/** Services under their categories, both in the order in which the salon lists them. */
export function groupByCategory(services: Service[]): { category: string; services: Service[] }[] {
  const groups = new Map<string, Service[]>()
  for (const service of services) groups.set(service.category, [...(groups.get(service.category) ?? []), service])
  return [...groups].map(([category, members]) => ({ category, services: members }))
}
