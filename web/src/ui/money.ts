/** An amount in the smallest unit of a currency, in words: 4500 -> "$45". Whole amounts go without decimals. */
export function formatMoney(cents: number, currency: string, locale: string): string {
  const digits = decimalsOf(currency)
  const isWhole = cents % 10 ** digits === 0
  return formatter(currency, locale, isWhole ? 0 : digits).format(cents / 10 ** digits)
}

/** An amount where there is little room: 1250000 -> "$12.5K". */
export function formatShortMoney(cents: number, currency: string, locale: string): string {
  const short = new Intl.NumberFormat(locale, { style: 'currency', currency, notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1 })
  return short.format(cents / 10 ** decimalsOf(currency))
}

const formatters = new Map<string, Intl.NumberFormat>()

function formatter(currency: string, locale: string, decimals: number): Intl.NumberFormat {
  const key = `${currency}|${locale}|${decimals}`
  const made = formatters.get(key) ?? new Intl.NumberFormat(locale, {
    style: 'currency', currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals,
  })
  formatters.set(key, made)
  return made
}

/** Yen have none, dinars have three. */
function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** An amount as it is typed into a field: 4550 -> "45.50". */
export function toTyped(cents: number, currency: string): string {
  const digits = decimalsOf(currency)
  return (cents / 10 ** digits).toFixed(cents % 10 ** digits === 0 ? 0 : digits)
}

/** What was typed, in the smallest unit of the currency; null where it is no amount. A comma counts as a point. */
export function fromTyped(text: string, currency: string): number | null {
  const digits = decimalsOf(currency)
  const match = /^(\d{1,8})(?:[.,](\d*))?$/.exec(text.trim())
  if (!match || (match[2] ?? '').length > digits) return null
  return Number(match[1]) * 10 ** digits + Number((match[2] ?? '').padEnd(digits, '0') || 0)
}
