import { expect, test } from 'vitest'
import type { Proof } from '@/api/types'
import { marks } from './marks'

function claim(start: number, end: number): Proof {
  return { kind: 'time', text: '', start, end, source: { table: 'free_slot' }, isProven: true }
}

/** Claims in brackets, what was not heard in tildes. */
function marked(said: string, proof: Proof[], unheard: string | null = null): string {
  return marks(said, proof, unheard)
    .map(({ text, proof: found, isUnheard }) => (found ? `[${text}]` : text).replace(/^.*$/s, isUnheard ? '~$&~' : '$&'))
    .join('')
}

test('each claim is a piece of its own', () => {
  expect(marked('I have 10 AM or noon.', [claim(7, 12), claim(16, 20)])).toBe('I have [10 AM] or [noon].')
})

test('positions count characters as the server does', () => {
  expect(marked('Zoë 😀 10 AM', [claim(6, 11)])).toBe('Zoë 😀 [10 AM]')
})

test('what was not heard is cut off, in the middle of a claim too', () => {
  expect(marked('I have 10 AM. Is that all right?', [claim(7, 12)], ' Is that all right?')).toBe('I have [10 AM].~ Is that all right?~')
  expect(marked('I have 10 AM', [claim(7, 12)], ' AM')).toBe('I have [10]~[ AM]~')
})

test('a claim outside the words loses no word', () => {
  expect(marked('hello', [claim(2, 99)])).toBe('hello')
})
