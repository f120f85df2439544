import { useQuery, useQueryCache } from '@pinia/colada'
import { watchDebounced } from '@vueuse/core'
import { computed, ref, shallowRef, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData, fetchNothing } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { MessagePreview, MessageTemplate } from '@/api/types'

/** The words of all messages to customers. */
export function useTemplates() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['message-templates'],
    query: () => fetchData(client.GET('/api/message-templates')),
  })
  const cache = useQueryCache()
  const path = ({ kind, language }: MessageTemplate) => ({ params: { path: { template: `${kind}.${language}` } } })

  async function save(template: MessageTemplate, body: string): Promise<void> {
    await fetchData(client.PUT('/api/message-templates/{template}', { ...path(template), body: { body } }))
    await cache.invalidateQueries({ key: ['message-templates'] })
  }
  async function reset(template: MessageTemplate): Promise<void> {
    await fetchNothing(client.DELETE('/api/message-templates/{template}', path(template)))
    await cache.invalidateQueries({ key: ['message-templates'] })
  }

  return {
    language: computed(() => data.value?.language ?? 'en'),
    templates: computed(() => data.value?.templates ?? []),
    error, pending: isPending, retry: () => refetch(), save, reset,
  }
}

/** How words would arrive, asked anew a moment after they were changed; what is wrong with them, where they cannot be sent. */
export function usePreview(template: MaybeRefOrGetter<MessageTemplate>, body: MaybeRefOrGetter<string>) {
  const preview = shallowRef<MessagePreview | null>(null)
  const problem = shallowRef<ApiError | null>(null)
  const asked = ref(0)

  watchDebounced(() => [toValue(template), toValue(body)] as const, async ([{ kind, language }, text]) => {
    const mine = (asked.value += 1)
    try {
      const seen = await fetchData(client.POST('/api/message-templates/preview', { body: { kind, language, body: text } }))
      if (mine === asked.value) [preview.value, problem.value] = [seen, null]
    } catch (thrown) {
      if (mine === asked.value) problem.value = asApiError(thrown)
    }
  }, { debounce: 300, immediate: true })

  return { preview, problem }
}
