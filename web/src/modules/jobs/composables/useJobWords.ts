import { useI18n } from 'vue-i18n'
import type { Job } from '@/api/types'
import { useSalon } from '@/modules/tenants'
import { isKnown, plain, whomOf } from '../reading'

/** What a salon owner reads of a job. */
export function useJobWords() {
  const { t } = useI18n()
  const { clock } = useSalon()

  /** What is to be done. */
  function kind(name: string): string {
    return isKnown(name) ? t(`jobs.kinds.${name}`) : plain(name)
  }

  /** What stood in the way; nothing when nothing did, or it was done in the end. */
  function trouble(job: Job): string | null {
    if (job.lastError === null || job.state === 'DONE') return null
    const whom = t(`jobs.whom.${whomOf(job.kind)}`)
    return job.trouble === null ? t('jobs.trouble.other') : t(`jobs.trouble.${job.trouble}`, { whom })
  }

  /** When, and how often. */
  function progress(job: Job): string {
    const { state, attempts, runAt, updatedAt } = job
    const when = (at: string) => clock.value.dayAndTime(at)
    if (state === 'DEAD') return t('jobs.progress.dead', { when: when(updatedAt) }, attempts)
    if (state === 'RUNNING') return t('jobs.progress.running', { when: when(updatedAt) })
    if (state === 'DONE') return t('jobs.progress.done', { when: when(updatedAt) }, attempts)
    return attempts > 0 ? t('jobs.progress.again', { when: when(runAt) }, attempts) : t('jobs.progress.queued', { when: when(runAt) })
  }

  return { kind, trouble, progress }
}
