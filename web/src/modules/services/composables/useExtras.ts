import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { AddOnDetail, Resource } from '@/api/types'

/** What can be added to services; those that were removed, where they are asked for. */
export function useAddOns(removed: () => boolean = () => false) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['add-ons', removed()],
    query: () => fetchPage(client.GET('/api/add-ons', { params: { query: { pageSize: 100, deleted: removed() } } })),
    staleTime: 60_000,
  })
  const addOns = computed<AddOnDetail[]>(() => data.value?.items ?? [])
  return { addOns, error, pending: isPending, retry: () => refetch() }
}

/** Chairs and basins; those that were removed, where they are asked for. */
export function useResources(removed: () => boolean = () => false) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['resources', removed()],
    query: () => fetchPage(client.GET('/api/resources', { params: { query: { pageSize: 100, deleted: removed() } } })),
    staleTime: 60_000,
  })
  const resources = computed<Resource[]>(() => data.value?.items ?? [])
  return { resources, error, pending: isPending, retry: () => refetch() }
}
