import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { Invitation, SalonMember } from '@/api/types'

const PAGE_SIZE = 25

/** One page of those who may log in to the salon, the first who joined in front. */
export function useMembers(page: () => number) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['members', page()],
    query: () => fetchPage(client.GET('/api/members', { params: { query: { page: page(), pageSize: PAGE_SIZE } } })),
    placeholderData: (previous) => previous,
  })
  const members = computed<SalonMember[]>(() => data.value?.items ?? [])
  return { members, pagination: computed(() => data.value?.pagination), error, pending: isPending, retry: () => refetch() }
}

/** One page of the invitations that nobody has answered yet, the newest first. */
export function useInvitations(page: () => number) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['invitations', page()],
    query: () => fetchPage(client.GET('/api/invitations', { params: { query: { page: page(), pageSize: PAGE_SIZE } } })),
    placeholderData: (previous) => previous,
  })
  const invitations = computed<Invitation[]>(() => data.value?.items ?? [])
  return { invitations, pagination: computed(() => data.value?.pagination), error, pending: isPending, retry: () => refetch() }
}
