/** What a file may be about, in the words of the address. */
export type Kind = 'customers' | 'services' | 'appointments'

export const KINDS: readonly Kind[] = ['customers', 'services', 'appointments']

interface Table {
  /** Its columns, as the server reads them; what an export has first, `id`, is left to exports. */
  columns: readonly string[]
  required: readonly string[]
  /** Lines that show how it is meant. */
  example: readonly (readonly string[])[]
}

export const TABLES: Record<Kind, Table> = {
  customers: {
    columns: ['name', 'phone', 'email', 'notes', 'preferences', 'preferredEmployee', 'marketingConsent', 'isBlocked', 'isVip'],
    required: ['name'],
    example: [
      ['Dana Whitlock', '212 555 0151', 'dana@example.com', 'Allergic to ammonia', 'Short at the neck', '', 'yes', 'no', 'yes'],
      ['Tom Baker', '', 'tom@example.com', '', '', '', 'no', 'no', 'no'],
    ],
  },
  services: {
    columns: ['name', 'category', 'description', 'durationMinutes', 'price', 'synonyms', 'isActive'],
    required: ['name'],
    example: [
      ['Dry cut', 'Cuts', 'Without a wash', '30', '38.00', 'quick cut; cut without wash', 'yes'],
      ['Root touch-up', 'Colour', '', '75', '85.00', 'roots', 'yes'],
    ],
  },
  appointments: {
    columns: ['startsAt', 'customer', 'phone', 'employee', 'service', 'addOns', 'status', 'notes', 'price', 'durationMinutes'],
    required: ['startsAt', 'customer', 'employee', 'service'],
    example: [
      ['2025-11-24 14:30', 'Dana Whitlock', '212 555 0151', 'Name of a stylist', 'Name of a service', 'One add-on; another', 'COMPLETED', '', '75.00', ''],
      ['2027-01-12 10:00', 'Tom Baker', '', 'Name of a stylist', 'Name of a service', '', 'SCHEDULED', 'First visit', '', '45'],
    ],
  },
}

/** The example of a table as a file: UTF-8, lines as spreadsheets write them. */
export function exampleFile(kind: Kind): string {
  const { columns, example } = TABLES[kind]
  return [columns, ...example].map((line) => `${line.map(cell).join(',')}\r\n`).join('')
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** What the server takes at once. */
export const LARGEST_FILE = 1024 * 1024
