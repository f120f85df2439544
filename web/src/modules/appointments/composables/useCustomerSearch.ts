import { shallowRef } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { Customer } from '@/api/types'

const FEWEST_LETTERS = 2
const MOST_SHOWN = 8

/** Finds customers by letters of their name or number, those seen last first. */
export function useCustomerSearch() {
  const customers = shallowRef<Customer[]>([])
  let latest = ''

  async function search(text: string): Promise<void> {
    latest = text
    const found = await find(text.trim()).catch(() => [])
    // A slower answer to fewer letters must not replace this one.
    if (latest === text) customers.value = found
  }

  return { customers, search }
}

async function find(search: string): Promise<Customer[]> {
  if (search.length < FEWEST_LETTERS) return []
  const query = { search, sort: '-lastVisitAt' as const, pageSize: MOST_SHOWN }
  return (await fetchPage(client.GET('/api/customers', { params: { query } }))).items
}
