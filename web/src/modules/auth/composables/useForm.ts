import { nextTick, ref, shallowRef } from 'vue'
import { asApiError, type ApiError } from '@/api/error'
import { useProblemWords } from './useProblemWords'

type Problems = Readonly<Record<string, string | undefined>>

/**
 * Sends a form, and puts what is wrong at the field it is about: `fields` says, in the order of the page, which input
 * shows what the server says about which of its names. What has no field stands above the form, as `failure`.
 */
export function useForm(fields: Readonly<Record<string, string>>) {
  const words = useProblemWords()
  const pending = ref(false)
  const failure = ref('')
  /** What the server refused, for pages that go another way on it. */
  const refusal = shallowRef<ApiError | null>(null)
  const problems = shallowRef<Problems>({})

  /** Whether it was done. `missing`: what is wrong before anything is asked, by input. */
  async function submit(missing: Record<string, string | false>, work: () => Promise<unknown>): Promise<boolean> {
    clear()
    const wrong = Object.fromEntries(Object.entries(missing).filter((entry): entry is [string, string] => entry[1] !== false))
    if (Object.keys(wrong).length > 0) {
      await show(wrong)
      return false
    }
    pending.value = true
    try {
      await work()
      return true
    } catch (thrown) {
      await refuse(asApiError(thrown))
      return false
    } finally {
      pending.value = false
    }
  }

  async function refuse(error: ApiError): Promise<void> {
    refusal.value = error
    const named = Object.entries(error.fields)
    const shown = named.flatMap(([name, words]) => (fields[name] ? [[fields[name], words] as const] : []))
    if (named.length === 0 || shown.length < named.length) failure.value = words(error)
    await show(Object.fromEntries(shown))
  }

  async function show(given: Problems): Promise<void> {
    problems.value = given
    await nextTick()
    const first = Object.values(fields).find((input) => given[input] !== undefined)
    if (first) document.getElementById(first)?.focus()
  }

  function clear(): void {
    problems.value = {}
    failure.value = ''
    refusal.value = null
  }

  return { pending, failure, refusal, problems, submit, clear }
}
