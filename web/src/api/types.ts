/**
 * The server's words, by the names that the dashboard uses for them.
 * Nothing is retyped here: each is the schema of the generated client. Only turns of a call are read further, in
 * `turn.ts`, which says why.
 */
import type { components } from './schema'
import type { Turn } from './turn'

export type { Entity, EntityValue, ToolResult, ToolRun, Turn, Understood } from './turn'

type Schemas = components['schemas']

export type Appointment = Schemas['Appointment']
export type AppointmentDetail = Schemas['AppointmentDetail']
export type AppointmentStatus = Schemas['AppointmentStatus']
export type CancelScope = Schemas['CancelScope']
export type HistoryEntry = Schemas['HistoryEntry']
export type Hold = Schemas['Hold']
export type Series = Schemas['Series']
export type SkippedDate = Schemas['SkippedDate']
export type Slot = Schemas['Slot']
export type Verdict = Schemas['Verdict']
export type VisitPart = Schemas['VisitPart']
export type Call = Schemas['Call']
export type CallDetail = Omit<Schemas['CallDetail'], 'turns'> & { turns: Turn[] }
export type CallOutcome = Schemas['CallOutcome']
export type CallReason = Schemas['CallReason']
export type CallState = Schemas['ConversationState']
export type Customer = Schemas['Customer']
export type Employee = Schemas['Employee']
export type Service = Schemas['Service']
export type AddOn = Schemas['AddOn']
export type Notification = Schemas['Notification']
export type NotificationStatus = Schemas['NotificationStatus']
export type Pagination = Schemas['Pagination']
export type Role = Schemas['Role']
export type Tenant = Schemas['Tenant']
export type TenantProfile = Schemas['TenantProfile']
export type User = Schemas['User']
export type WeeklyHours = Schemas['WeeklyWindow']
