/**
 * A telephone number for reading. Numbers of the North American plan are grouped; any other number is left as
 * the server wrote it, because a wrong grouping is worse than none.
 */
export function formatPhone(number: string): string {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number)
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : number
}
