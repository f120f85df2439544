import { computed, reactive, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { WaitlistEntry } from '@/api/types'
import { useEmployees } from '@/modules/employees'
import { useServices } from '@/modules/services'
import { addDays, type SalonDate } from '@/ui/salonClock'
import { wrongIn } from '../waiting'
import { useWaitlistChanged } from './useWaitlist'

type Problems = Partial<Record<'name' | 'phone' | 'service' | 'firstDay' | 'lastDay' | 'startsAfter' | 'startsBefore' | 'note', string>>

/** How far ahead somebody waits when nothing else is said. */
const USUAL_DAYS = 14

/** Somebody who is being put on the waitlist. */
export function useNewEntry(today: SalonDate) {
  const { t } = useI18n()
  const { services, categories, pending: servicesPending } = useServices()
  const { employees } = useEmployees()
  const waitlistChanged = useWaitlistChanged()

  const entry = reactive({
    customerId: null as string | null,
    name: '',
    phone: '',
    part: { key: 1, serviceId: null as string | null, addOnIds: [] as string[], employeeId: null as string | null },
    firstDay: today,
    lastDay: addDays(today, USUAL_DAYS - 1),
    startsAfter: null as string | null,
    startsBefore: null as string | null,
    note: '',
  })
  const problems = shallowRef<Problems>({})
  const failure = shallowRef<ApiError | null>(null)
  const isSaving = shallowRef(false)

  const bookable = computed(() =>
    categories.value
      .map((group) => ({ ...group, services: group.services.filter((service) => service.isActive) }))
      .filter((group) => group.services.length > 0),
  )
  const service = computed(() => services.value.find((candidate) => candidate.id === entry.part.serviceId) ?? null)
  const stylists = computed(() =>
    employees.value.filter((employee) => employee.isActive && (service.value?.employeeIds.includes(employee.id) ?? true)),
  )
  watch(service, () => {
    entry.part.addOnIds = []
    if (!stylists.value.some((stylist) => stylist.id === entry.part.employeeId)) entry.part.employeeId = null
  })

  async function save(): Promise<WaitlistEntry | null> {
    failure.value = null
    const wrong = wrongIn(entry)
    problems.value = {
      ...(entry.part.serviceId === null && { service: t('appointments.create.serviceMissing') }),
      ...(entry.customerId === null && entry.name.trim() === '' && { name: t('appointments.create.nameMissing') }),
      ...(wrong && { [wrong.field]: t(`waitlist.create.${wrong.why}`) }),
    }
    if (Object.keys(problems.value).length > 0 || entry.part.serviceId === null) return null

    isSaving.value = true
    try {
      const joined = await fetchData(
        client.POST('/api/waitlist', {
          body: {
            ...(entry.customerId === null
              ? { customer: { name: entry.name.trim(), phone: entry.phone.trim() || null } }
              : { customerId: entry.customerId }),
            serviceId: entry.part.serviceId,
            addOnIds: entry.part.addOnIds,
            employeeId: entry.part.employeeId,
            firstDay: entry.firstDay,
            lastDay: entry.lastDay,
            startsAfter: entry.startsAfter,
            startsBefore: entry.startsBefore,
            note: entry.note.trim() || null,
          },
        }),
      )
      void waitlistChanged()
      return joined
    } catch (thrown) {
      failure.value = asApiError(thrown)
      const { fields } = failure.value
      problems.value = {
        name: fields['customer.name'], phone: fields['customer.phone'], service: fields.serviceId, firstDay: fields.firstDay,
        lastDay: fields.lastDay, startsAfter: fields.startsAfter, startsBefore: fields.startsBefore, note: fields.note,
      }
      return null
    } finally {
      isSaving.value = false
    }
  }

  return { entry, bookable, servicesPending, service, stylists, problems, failure, isSaving, save }
}
