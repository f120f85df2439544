/**
 * The server's words, by the names that the dashboard uses for them.
 * Nothing is retyped here: each is the schema of the generated client.
 */
import type { components } from './schema'

type Schemas = components['schemas']

export type Appointment = Schemas['Appointment']
export type AppointmentDetail = Schemas['AppointmentDetail']
export type AppointmentStatus = Schemas['AppointmentStatus']
export type Availability = Schemas['Availability']
export type Slot = Schemas['Slot']
export type Call = Schemas['Call']
export type CallDetail = Schemas['CallDetail']
export type CallOutcome = Schemas['CallOutcome']
export type CallReason = Schemas['CallReason']
export type CallState = Schemas['CallState']
export type Turn = Schemas['Turn']
export type ToolRun = Schemas['ToolRun']
export type Understood = Schemas['Understood']
export type Entity = Schemas['Entity']
export type EntityValue = Schemas['Value']
export type Employee = Schemas['Employee']
export type Service = Schemas['Service']
export type AddOn = Schemas['AddOn']
export type Notification = Schemas['Notification']
export type NotificationStatus = Schemas['NotificationStatus']
export type Pagination = Schemas['Pagination']
export type Role = Schemas['Role']
export type Session = Schemas['Session']
export type Tenant = Schemas['Tenant']
export type TenantProfile = Schemas['TenantProfile']
export type TodayFigures = Schemas['Today']
export type User = Schemas['User']
export type WeeklyHours = Schemas['WeeklyHours']
