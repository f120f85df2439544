import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useSettingsDraft } from '@/modules/tenants'
import { draftOf, fieldProblems, knowledgeProblems, RANGES, settingsOf, type FieldProblem } from '../assistantDraft'

/** Where the server keeps what the form shows as a field of its own. */
const PARTS = ['', 'transfer.', 'limits.', 'recording.'] as const

/** How the receptionist speaks and what it may do, while it is edited. */
export function useAssistant() {
  const { t } = useI18n()
  const settings = useSettingsDraft(
    ({ aiAssistant }) => draftOf(aiAssistant),
    (draft, whole) => ({ ...whole, aiAssistant: settingsOf(draft) }),
    () => t('assistant.saved'),
  )
  /** Whether somebody has tried to save what is not right: from then on it is said while they type. */
  const isChecked = ref(false)

  const wrong = computed(() => (isChecked.value && settings.draft.value ? fieldProblems(settings.draft.value) : {}))
  const refusals = computed<Readonly<Record<string, string>>>(() => settings.failure.value?.fields ?? {})

  function problemOf(field: string): string | undefined {
    const problem = wrong.value[field]
    if (problem) return problemWords(field, problem)
    const paths = PARTS.map((part) => `settings.aiAssistant.${part}${field}`)
    return Object.entries(refusals.value).find(([name]) => paths.some((path) => name === path || name.startsWith(`${path}[`)))?.[1]
  }

  function problemWords(field: string, problem: FieldProblem): string {
    if (problem !== 'outOfRange') return t(`assistant.problems.${problem}`)
    return t('assistant.problems.outOfRange', { ...RANGES[field as keyof typeof RANGES] })
  }

  /** Whether it was saved; what is not right is not sent. */
  async function save(): Promise<boolean> {
    const draft = settings.draft.value
    if (draft === null) return false
    const problems = [fieldProblems(draft), ...knowledgeProblems(draft.knowledge)]
    isChecked.value = problems.some((found) => Object.keys(found).length > 0)
    return !isChecked.value && (await settings.save())
  }

  function undo(): void {
    isChecked.value = false
    settings.undo()
  }

  return { ...settings, isChecked, refusals, problemOf, save, undo }
}
