import { useQuery } from '@pinia/colada'
import { client } from '@/api/client'
import { toApiError } from '@/api/error'
import type { Employee } from '@/api/types'

/**
 * Somebody's photo as a data URL: an image element cannot show the log-in that the photo is behind. Asked once, until
 * the photo changes.
 */
export function useEmployeePhoto(employee: () => Pick<Employee, 'id' | 'photoEtag'>) {
  const { data } = useQuery({
    key: () => ['employee-photos', employee().id, employee().photoEtag],
    query: async () => (employee().photoEtag === null ? null : fetchPhoto(employee().id)),
    staleTime: Infinity,
  })
  return { photo: data }
}

async function fetchPhoto(id: string): Promise<string> {
  const { data, error, response } = await client.GET('/api/employees/{id}/photo', { params: { path: { id } }, parseAs: 'blob' })
  if (data === undefined) throw toApiError(error, response)
  return asDataUrl(data)
}

function asDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(blob)
  })
}
