/** An amount as somebody types it: 4550 cents of dollars are `45.50`; yen have no decimals. */
export function amountOf(cents: number, currency: string): string {
  const digits = decimalsOf(currency)
  const isWhole = cents % 10 ** digits === 0
  return (cents / 10 ** digits).toFixed(isWhole ? 0 : digits)
}

/** What somebody typed, in the smallest unit; `null`: it is no amount. A comma is taken for a point. */
export function centsOf(text: string, currency: string): number | null {
  const digits = decimalsOf(currency)
  const amount = text.trim().replace(',', '.')
  if (!/^\d{1,9}(\.\d*)?$/.test(amount)) return null
  const decimals = amount.split('.')[1] ?? ''
  return decimals.length > digits ? null : Math.round(Number(amount) * 10 ** digits)
}

function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}
