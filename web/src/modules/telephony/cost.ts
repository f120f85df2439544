const dollars = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'USD', maximumFractionDigits: 4 })

/** What a model or the telephone company took, from millionths of a dollar: "$0.0012". */
export function formatCost(micros: number): string {
  return dollars.format(micros / 1_000_000)
}
