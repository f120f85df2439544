/** "Maria del Carmen Soto" -> "MS"; "Ana" -> "A". */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => word !== '')
  const first = words.at(0) ?? ''
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return [first, last].map((word) => Array.from(word).at(0) ?? '').join('').toUpperCase()
}
