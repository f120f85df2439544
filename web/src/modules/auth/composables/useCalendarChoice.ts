import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useEmployees } from '@/modules/employees'

// PrimeVue shows nothing for a chosen `null`, so "nobody's" has a value of its own here.
export const NOBODY = 'nobody'

/** Whose calendar a log-in can be for. */
export function useCalendarChoice() {
  const { t } = useI18n()
  const { employees } = useEmployees()
  const calendars = computed(() => [
    { value: NOBODY, label: t('auth.access.nobodys') },
    ...employees.value.map((employee) => ({ value: employee.id, label: employee.name })),
  ])
  return {
    calendars,
    /** As the server wants it. */
    employeeIdOf: (choice: string) => (choice === NOBODY ? null : choice),
    nameOf: (employeeId: string | null) => employees.value.find((employee) => employee.id === employeeId)?.name ?? null,
  }
}
