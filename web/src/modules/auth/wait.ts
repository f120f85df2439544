/** How long somebody has to wait, in the largest unit that says it without promising too much. */
export function waitOf(seconds: number): { unit: 'seconds' | 'minutes' | 'hours'; count: number } {
  if (seconds <= 90) return { unit: 'seconds', count: Math.max(1, Math.ceil(seconds)) }
  const minutes = Math.ceil(seconds / 60)
  return minutes <= 90 ? { unit: 'minutes', count: minutes } : { unit: 'hours', count: Math.ceil(minutes / 60) }
}
