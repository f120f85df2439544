let lastId = 0
/** An id of the server's shape. */
export function id(prefix: string): string {
  lastId += 1
  return `${prefix}_01kb${String(lastId).padStart(22, '0')}`
}
