import { useI18n } from 'vue-i18n'
import type { ApiError } from '@/api/error'
import { waitOf } from '../wait'

/** Says what went wrong: in words of the dashboard for what it knows, else in the server's. */
export function useProblemWords(): (error: ApiError) => string {
  const { t, te } = useI18n()
  return (error) => {
    if (error.isUnreachable) return t('app.failed.unreachable')
    if (error.status === 429) {
      if (error.retryAfterSeconds === null) return t('auth.tooMany.soon')
      const { unit, count } = waitOf(error.retryAfterSeconds)
      return t(`auth.tooMany.${unit}`, { count }, count)
    }
    return te(`auth.codes.${error.code}`) ? t(`auth.codes.${error.code}`) : error.message
  }
}
