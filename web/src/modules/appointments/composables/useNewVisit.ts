import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { AddOn, Appointment, Employee, Series, Service, Slot, VisitPart } from '@/api/types'
import { useEmployees } from '@/modules/employees'
import { useServices } from '@/modules/services'
import { minutesOfWallTime, type SalonDate } from '@/ui/salonClock'
import { alternativesOf, skippedOf } from '../alternatives'
import { useBookChanged } from './useBookChanged'
import { useHold } from './useHold'

/** From where in the calendar the form was opened. */
export interface VisitStart {
  date: SalonDate
  employeeId: string | null
  minutes: number | null
}

/** One service of the visit, as far as it has been chosen. */
export interface ChosenPart {
  key: number
  serviceId: string | null
  addOnIds: string[]
  /** `null`: whoever is free. */
  employeeId: string | null
}

/** What came of it: the visit, one appointment for each service; of a series also the dates left out. */
export interface Booked {
  appointments: Appointment[]
  series: Series | null
}

type Problems = Partial<Record<'service' | 'time' | 'name' | 'phone' | 'series', string>>

/** As many as the server takes. */
export const MOST_PARTS = 6

/** A visit being put together: what was chosen, what it costs, the time that is kept for it, and the booking itself. */
export function useNewVisit(start: () => VisitStart) {
  const { t } = useI18n()
  const { services, categories, pending: servicesPending } = useServices()
  const { employees } = useEmployees()
  const bookChanged = useBookChanged()

  let lastKey = 0
  const emptyPart = (employeeId: string | null): ChosenPart => ({ key: ++lastKey, serviceId: null, addOnIds: [], employeeId })

  const visit = reactive({
    parts: [emptyPart(start().employeeId)],
    date: start().date,
    customerId: null as string | null,
    name: '',
    phone: '',
    notes: '',
    repeats: false,
    everyWeeks: 4,
    count: 6,
    skipsConflicts: true,
  })
  /** The time to choose by itself when it is free. */
  const preferredMinutes = ref(start().minutes)
  const slot = shallowRef<Slot | null>(null)
  /** Put over whatever stands at that time. */
  const isForced = ref(false)
  const problems = shallowRef<Problems>({})
  const failure = shallowRef<ApiError | null>(null)
  const isBooking = ref(false)

  const bookable = computed(() =>
    categories.value
      .map((group) => ({ ...group, services: group.services.filter((service) => service.isActive) }))
      .filter((group) => group.services.length > 0),
  )
  const chosen = computed(() =>
    visit.parts.map((part, index) => describe(part, services.value, employees.value, part.employeeId ?? whoWould(slot.value, index))),
  )
  /** What is asked of the server, once every service has been chosen. */
  const parts = computed<VisitPart[]>(() =>
    visit.parts.every((part) => part.serviceId !== null)
      ? visit.parts.map(({ serviceId, addOnIds, employeeId }) => ({ serviceId: serviceId ?? '', addOnIds: [...addOnIds], employeeId }))
      : [],
  )
  // Shown before booking only; what is charged is calculated on the server.
  const total = computed(() => {
    const lines = chosen.value.flatMap(({ service, addOns }) => (service ? [service, ...addOns] : []))
    return {
      cents: lines.reduce((sum, line) => sum + line.priceCents, 0),
      minutes: lines.reduce((sum, line) => sum + line.durationMinutes, 0),
    }
  })
  const canRepeat = computed(() => visit.parts.length === 1 && !isForced.value)
  /** Somebody has been named for every service: what is booked over others needs that. */
  const isEverybodyNamed = computed(() => visit.parts.every((part) => part.employeeId !== null))

  const hold = useHold(() =>
    slot.value !== null && parts.value.length > 0 && !isForced.value
      ? { parts: parts.value, startsAt: slot.value.startsAt, slotToken: slot.value.token }
      : null,
  )
  watch(hold.problem, (problem) => {
    // Somebody was faster between the list and the click.
    if (problem?.code !== 'slot_taken') return
    failure.value = problem
    slot.value = null
    void bookChanged()
  })

  /** Other times that the server offered when the chosen one was taken. */
  const alternatives = computed(() => alternativesOf(failure.value))
  const skipped = computed(() => skippedOf(failure.value))

  // Another place in the calendar was clicked while the form is open: what was typed stays.
  watch(start, ({ date, employeeId, minutes }) => {
    visit.date = date
    if (visit.parts[0]) visit.parts[0].employeeId = employeeId
    preferredMinutes.value = minutes
    slot.value = null
  })

  // Something else takes another length of time, so the time is asked for again; the hold would be in its own way.
  watch(parts, (now, before) => {
    if (JSON.stringify(now) === JSON.stringify(before)) return
    if (slot.value) preferredMinutes.value = minutesOfWallTime(slot.value.local.slice(11, 16))
    slot.value = null
    isForced.value = false
    failure.value = null
  })

  function addPart(): void {
    // Usually the same person goes on.
    if (visit.parts.length < MOST_PARTS) visit.parts.push(emptyPart(visit.parts.at(-1)?.employeeId ?? null))
  }
  function removePart(key: number): void {
    visit.parts = visit.parts.filter((part) => part.key !== key)
  }
  function changePart(key: number, change: Partial<Omit<ChosenPart, 'key'>>): void {
    visit.parts = visit.parts.map((part) => {
      if (part.key !== key) return part
      const changed = { ...part, ...change }
      if (change.serviceId !== undefined) {
        changed.addOnIds = []
        const { stylists } = describe(changed, services.value, employees.value, null)
        if (!stylists.some((stylist) => stylist.id === changed.employeeId)) changed.employeeId = null
      }
      return changed
    })
  }

  function choose(alternative: Slot): void {
    visit.date = alternative.local.slice(0, 10)
    isForced.value = false
    slot.value = alternative
    failure.value = null
  }
  function chooseForced(startsAt: string, local: string): void {
    isForced.value = true
    visit.repeats = false
    slot.value = { startsAt, local, employees: [] }
    failure.value = null
  }
  function unforce(): void {
    isForced.value = false
    slot.value = null
  }

  async function book(): Promise<Booked | null> {
    failure.value = null
    problems.value = {
      ...(parts.value.length === 0 && { service: t('appointments.create.serviceMissing') }),
      ...(slot.value === null && parts.value.length > 0 && { time: t('appointments.create.timeMissing') }),
      ...(visit.customerId === null && visit.name.trim() === '' && { name: t('appointments.create.nameMissing') }),
      ...(visit.repeats && canRepeat.value && !isSeries(visit) && { series: t('appointments.series.outOfRange') }),
    }
    if (Object.keys(problems.value).length > 0 || slot.value === null) return null

    isBooking.value = true
    try {
      const booked = await send(slot.value)
      hold.use()
      void bookChanged()
      return booked
    } catch (thrown) {
      failure.value = asApiError(thrown)
      const { fields } = failure.value
      const field = (name: string) => fields[name] ?? fields[`first.${name}`]
      problems.value = { name: field('customer.name'), phone: field('customer.phone'), time: field('startsAt'), service: field('serviceId') }
      // The hold may have ended a moment before: the time is kept anew.
      if (failure.value.code === 'not_found') hold.again()
      if (failure.value.code === 'slot_taken' && skipped.value.length === 0) {
        slot.value = null
        void bookChanged()
      }
      return null
    } finally {
      isBooking.value = false
    }
  }

  async function send(at: Slot): Promise<Booked> {
    const common = {
      startsAt: at.startsAt,
      ...(!isForced.value && { slotToken: at.token, holdId: hold.holdId.value }),
      ...(visit.customerId === null
        ? { customer: { name: visit.name.trim(), phone: visit.phone.trim() || null } }
        : { customerId: visit.customerId }),
      notes: visit.notes.trim() || null,
      force: isForced.value,
    }
    const [only] = parts.value
    if (only === undefined || parts.value.length > 1) {
      const appointments = await fetchData(client.POST('/api/appointments/visits', { body: { parts: parts.value, ...common } }))
      return { appointments, series: null }
    }
    if (visit.repeats && canRepeat.value) {
      const { everyWeeks, count, skipsConflicts } = visit
      const body = { first: { ...only, ...common }, everyWeeks, count, onConflict: skipsConflicts ? ('SKIP' as const) : ('FAIL' as const) }
      const series = await fetchData(client.POST('/api/appointments/series', { body }))
      return { appointments: series.booked.slice(0, 1), series }
    }
    return { appointments: [await fetchData(client.POST('/api/appointments', { body: { ...only, ...common } }))], series: null }
  }

  return {
    visit, slot, preferredMinutes, isForced, bookable, servicesPending, chosen, parts, total, canRepeat, isEverybodyNamed,
    hold, problems, failure, alternatives, skipped, isBooking,
    addPart, removePart, changePart, choose, chooseForced, unforce, book,
  }
}

/** Who would do this part at this time. */
function whoWould(slot: Slot | null, index: number): string | null {
  return slot?.parts?.[index]?.employee.id ?? (index === 0 ? slot?.employees[0]?.id : null) ?? null
}

/** What stands behind the ids of a part, who can do it, and what it costs and how long it takes with this person. */
function describe(
  part: ChosenPart, services: Service[], employees: Employee[], byWhom: string | null,
): { service: Service | null; addOns: AddOn[]; stylists: Employee[] } {
  const found = services.find((candidate) => candidate.id === part.serviceId)
  const skill = employees.find((employee) => employee.id === byWhom)?.skills.find(({ serviceId }) => serviceId === part.serviceId)
  return {
    service: found
      ? { ...found, priceCents: skill?.priceCents ?? found.priceCents, durationMinutes: skill?.durationMinutes ?? found.durationMinutes }
      : null,
    addOns: found?.addOns.filter((addOn) => part.addOnIds.includes(addOn.id)) ?? [],
    stylists: employees.filter((employee) => employee.isActive && (found?.employeeIds.includes(employee.id) ?? true)),
  }
}

/** What the server takes as a series. */
function isSeries({ everyWeeks, count }: { everyWeeks: number; count: number }): boolean {
  const isWithin = (number: number, least: number, most: number) => Number.isInteger(number) && number >= least && number <= most
  return isWithin(everyWeeks, 1, 52) && isWithin(count, 2, 26)
}
