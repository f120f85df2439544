/** Round marks from nothing to `most` or a little more: at most five, steps of 1, 2 or 5. Whole numbers, as counts and cents are. */
export function marksUpTo(most: number): number[] {
  const least = Math.max(most, 1) / 4
  const ten = 10 ** Math.floor(Math.log10(least))
  const step = Math.max(1, ([1, 2, 5, 10].find((times) => times * ten >= least) ?? 10) * ten)
  const marks = [0]
  while ((marks.at(-1) ?? 0) < most) marks.push(marks.length * step)
  return marks.length > 1 ? marks : [0, step]
}

/** Which of so many labels have room, the first among them: every one, every second, … */
export function labelled(count: number, room: number): number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(room, 1)))
  return Array.from({ length: Math.ceil(count / every) }, (_, nth) => nth * every)
}
