import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { Service } from '@/api/types'

/** The whole catalogue. A salon has dozens of services, so one page holds them all. */
export function useServices() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['services'],
    query: () => fetchPage(client.GET('/api/services', { params: { query: { pageSize: 100 } } })),
    staleTime: 60_000,
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
