/** An amount in the smallest unit of a currency, in words: 4500 -> "$45". Whole amounts go without decimals. */
export function formatMoney(cents: number, currency: string, locale: string): string {
  const digits = decimalsOf(currency)
  const isWhole = cents % 10 ** digits === 0
  return formatter(currency, locale, isWhole ? 0 : digits).format(cents / 10 ** digits)
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
