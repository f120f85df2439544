import { computed, reactive, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { Appointment, Slot } from '@/api/types'
import { useEmployees } from '@/modules/employees'
import { useServices } from '@/modules/services'
import type { SalonDate } from '@/ui/salonClock'
import { useBookChanged } from './useBookChanged'

/** From where in the calendar the form was opened. */
export interface VisitStart {
  date: SalonDate
  employeeId: string | null
  minutes: number | null
}

type Problems = Partial<Record<'service' | 'time' | 'name' | 'phone', string>>

/** A visit being put together: what was chosen, what it costs, and the booking itself. */
export function useNewVisit(start: () => VisitStart) {
  const { t } = useI18n()
  const { services, categories, pending: servicesPending } = useServices()
  const { employees } = useEmployees()
  const bookChanged = useBookChanged()

  const visit = reactive({
    serviceId: null as string | null,
    addOnIds: [] as string[],
    employeeId: start().employeeId,
    date: start().date,
    name: '',
    phone: '',
    notes: '',
  })
  const slot = shallowRef<Slot | null>(null)
  const problems = shallowRef<Problems>({})
  const failure = shallowRef<ApiError | null>(null)
  const isBooking = shallowRef(false)

  const bookable = computed(() =>
    categories.value
      .map((group) => ({ ...group, services: group.services.filter((service) => service.isActive) }))
      .filter((group) => group.services.length > 0),
  )
  const service = computed(() => services.value.find((candidate) => candidate.id === visit.serviceId) ?? null)
  const addOns = computed(() => service.value?.addOns.filter((addOn) => visit.addOnIds.includes(addOn.id)) ?? [])
  const stylists = computed(() =>
    employees.value.filter((employee) => employee.isActive && (service.value?.employeeIds.includes(employee.id) ?? true)),
  )
  // Shown before booking only; what is charged is calculated on the server.
  const total = computed(() => {
    const parts = service.value ? [service.value, ...addOns.value] : []
    return {
      cents: parts.reduce((sum, part) => sum + part.priceCents, 0),
      minutes: parts.reduce((sum, part) => sum + part.durationMinutes, 0),
    }
  })
  /** Other times that the server offered when the chosen one was taken. */
  const alternatives = computed(() => alternativesOf(failure.value))

  // Another place in the calendar was clicked while the form is open: what was typed stays.
  watch(start, ({ date, employeeId }) => {
    visit.date = date
    visit.employeeId = employeeId
    slot.value = null
  })

  watch(service, () => {
    visit.addOnIds = []
    if (!stylists.value.some((stylist) => stylist.id === visit.employeeId)) visit.employeeId = null
  })

  function choose(alternative: Slot): void {
    visit.date = alternative.local.slice(0, 10)
    slot.value = alternative
    failure.value = null
  }

  async function book(): Promise<Appointment | null> {
    failure.value = null
    problems.value = {
      ...(visit.serviceId === null && { service: t('appointments.create.serviceMissing') }),
      ...(slot.value === null && visit.serviceId !== null && { time: t('appointments.create.timeMissing') }),
      ...(visit.name.trim() === '' && { name: t('appointments.create.nameMissing') }),
    }
    if (Object.keys(problems.value).length > 0 || visit.serviceId === null || slot.value === null) return null

    isBooking.value = true
    try {
      const booked = await fetchData(
        client.POST('/api/appointments', {
          body: {
            serviceId: visit.serviceId,
            addOnIds: visit.addOnIds,
            employeeId: visit.employeeId,
            startsAt: slot.value.startsAt,
            customer: { name: visit.name.trim(), phone: visit.phone.trim() || null },
            notes: visit.notes.trim() || null,
          },
        }),
      )
      void bookChanged()
      return booked
    } catch (thrown) {
      failure.value = asApiError(thrown)
      const { fields } = failure.value
      problems.value = { name: fields['customer.name'], phone: fields['customer.phone'], time: fields.startsAt, service: fields.serviceId }
      if (failure.value.code === 'slot_taken') {
        slot.value = null
        void bookChanged()
      }
      return null
    } finally {
      isBooking.value = false
    }
  }

  return { visit, slot, bookable, servicesPending, service, stylists, total, problems, failure, alternatives, isBooking, choose, book }
}

/** The free times that come with `slot_taken`. */
export function alternativesOf(error: ApiError | null): Slot[] {
  if (error?.code !== 'slot_taken') return []
  const { details } = error
  if (typeof details !== 'object' || details === null || !('alternatives' in details)) return []
  return Array.isArray(details.alternatives) ? (details.alternatives as Slot[]) : []
}
