/** The outbox of the make-believe salon: a little of everything, given up, waiting and done. */
import { http, type HttpHandler } from 'msw'
import type { Job, JobState } from '../src/api/types'
import { done, failure, page, success, type Data, type Guard, type Schemas } from './answers'
import { id } from './ids'
import type { Salon } from './salon'
import { toInstant } from './salonTime'

const RANK: Record<JobState, number> = { DEAD: 0, RUNNING: 1, QUEUED: 2, DONE: 3 }

export function fillJobs(salon: Salon): void {
  const at = (minutes: number) => toInstant(salon.now().getTime() + minutes * 60_000)
  const add = (kind: string, state: JobState, minutes: number, more: Partial<Job> = {}) =>
    salon.jobs.push({
      id: id('job'), kind, state, subject: null, attempts: state === 'QUEUED' ? 0 : 1, trouble: null, lastError: null,
      runAt: at(minutes), createdAt: at(Math.min(minutes, -1)), updatedAt: at(Math.min(minutes, 0)), ...more,
    })
  const refused = { trouble: 'REFUSED' as const, lastError: 'the network refused the message: the number takes no text messages (error 30006)' }
  salon.notifications.filter(({ status }) => status === 'FAILED').slice(0, 2)
    .forEach((message, nth) => add('send_notification', 'DEAD', -40 - nth * 90, { subject: message.id, ...refused }))
  add('deliver_webhook', 'DEAD', -300, { subject: id('whd'), attempts: 9, trouble: 'UNREACHABLE', lastError: 'no answer from the receiver: no connection (Connection refused)' })
  add('sync_billing', 'QUEUED', 4, { attempts: 3, trouble: 'BUSY', lastError: 'the payment company takes no more requests at the moment' })
  const upcoming = salon.appointments.filter(({ status, startsAt }) => status === 'SCHEDULED' && Date.parse(startsAt) > salon.now().getTime() + 86_400_000)
  for (const visit of upcoming.slice(0, 30)) {
    add('remind_of_visit', 'QUEUED', (Date.parse(visit.startsAt) - salon.now().getTime()) / 60_000 - 1_440, { subject: visit.id })
  }
  add('tidy_up', 'QUEUED', 1_090)
  for (const message of salon.notifications.filter(({ status }) => status === 'DELIVERED').slice(-40)) {
    const minutes = (Date.parse(message.createdAt) - salon.now().getTime()) / 60_000
    add('send_notification', 'DONE', minutes, { subject: message.id })
  }
}

export function jobHandlers(salon: Salon, guarded: Guard): HttpHandler[] {
  const find = (jobId: string | undefined): Job | Response => {
    const job = salon.jobs.find((candidate) => candidate.id === jobId)
    if (!job) return failure(404, 'not_found', 'There is no such job.')
    return job.state === 'DEAD' ? job : failure(409, 'not_given_up', 'only work that was given up can be retried or discarded')
  }
  const again = (job: Job) => Object.assign(job, { state: 'QUEUED', attempts: 0, runAt: toInstant(salon.now()), updatedAt: toInstant(salon.now()) })

  return [
    http.get('*/api/jobs/counts', guarded(() => {
      const counts = new Map<string, Schemas['JobCount']>()
      for (const { kind, state } of salon.jobs) {
        const count = counts.get(`${kind} ${state}`) ?? { kind, state, jobs: 0 }
        counts.set(`${kind} ${state}`, { ...count, jobs: count.jobs + 1 })
      }
      return success<Data<'/api/jobs/counts', 'get'>>([...counts.values()])
    })),
    http.get('*/api/jobs', guarded((request) => {
      const query = new URL(request.url).searchParams
      const matching = salon.jobs
        .filter((job) => !query.get('state') || job.state === query.get('state'))
        .filter((job) => !query.get('kind') || job.kind === query.get('kind'))
        .sort((a, b) => RANK[a.state] - RANK[b.state] || (a.state === 'QUEUED' ? a.runAt.localeCompare(b.runAt) : b.updatedAt.localeCompare(a.updatedAt)))
      return page(request, matching)
    })),
    http.post('*/api/jobs/retry', guarded(async (request) => {
      const { kind } = (await request.json()) as Schemas['RetryJobs']
      const dead = salon.jobs.filter((job) => job.state === 'DEAD' && job.kind === kind)
      dead.forEach(again)
      return success<Data<'/api/jobs/retry', 'post'>>({ retried: dead.length, unreadable: 0 })
    })),
    http.post('*/api/jobs/:id/retry', guarded((_, params) => {
      const job = find(params.id)
      return job instanceof Response ? job : success<Data<'/api/jobs/{id}/retry', 'post'>>(again(job))
    })),
    http.delete('*/api/jobs/:id', guarded((_, params) => {
      const job = find(params.id)
      if (job instanceof Response) return job
      salon.jobs = salon.jobs.filter((other) => other !== job)
      return done()
    })),
  ]
}
