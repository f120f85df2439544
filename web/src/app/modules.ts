import aiAssistant from '@/modules/ai_assistant/module'
import appointments from '@/modules/appointments/module'
import audit from '@/modules/audit/module'
import auth from '@/modules/auth/module'
import billing from '@/modules/billing/module'
import customers from '@/modules/customers/module'
import employees from '@/modules/employees/module'
import jobs from '@/modules/jobs/module'
import messages from '@/modules/messages/module'
import operators from '@/modules/operators/module'
import reports from '@/modules/reports/module'
import services from '@/modules/services/module'
import telephony from '@/modules/telephony/module'
import tenants from '@/modules/tenants/module'
import transfer from '@/modules/transfer/module'
import waitlist from '@/modules/waitlist/module'
import webhooks from '@/modules/webhooks/module'
import type { NavEntry } from './defineModule'

export type { NavEntry }

/** Every module of the dashboard; the server's have the same names. */
const modules = [auth, reports, appointments, waitlist, customers, telephony, messages, aiAssistant, services, employees, transfer, tenants, webhooks, jobs, billing, audit, operators]

export const routes = modules.flatMap((module) => module.routes)

export const navigation: NavEntry[] = modules.flatMap((module) => module.nav).sort((a, b) => a.order - b.order)
