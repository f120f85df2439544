import { expect, test } from 'vitest'
import { bodyOf, clientMinutes, draftOf, partlessIn, partsFrom } from './serviceDraft'

const colour = {
  id: 'svc_1', name: 'Full colour', category: 'Colour', description: null, durationMinutes: 110, priceCents: 13_050, isActive: true, isDeleted: false,
  addOns: [], addOnIds: ['add_1'], resourceIds: ['res_1'], employeeIds: ['emp_1'], synonyms: ['tint', 'dye'], position: 3,
  segments: [{ kind: 'work' as const, minutes: 45 }, { kind: 'processing' as const, minutes: 35, bookable: false }, { kind: 'finishing' as const, minutes: 30 }],
  bufferBeforeMinutes: 0, bufferAfterMinutes: 5,
}

test('a service comes out of the form as it went in', () => {
  const body = bodyOf(draftOf(colour, 'USD'), 'USD')

  expect(body).toMatchObject({
    name: 'Full colour', priceCents: 13_050, synonyms: ['tint', 'dye'], bufferAfterMinutes: 5, addOnIds: ['add_1'], resourceIds: ['res_1'], employeeIds: ['emp_1'],
    segments: [{ kind: 'work', minutes: 45, bookable: true }, { kind: 'processing', minutes: 35, bookable: false }, { kind: 'finishing', minutes: 30, bookable: true }],
  })
  expect(body).not.toHaveProperty('durationMinutes')
})

test('equipment is needed the whole time or in parts', () => {
  const [work, processing, finishing] = colour.segments
  const rinsed = { ...colour, segments: [work, processing, { ...finishing, resourceIds: ['res_2'] }] as typeof colour.segments }
  const draft = draftOf(rinsed, 'USD')
  const needed = (of = draft) => {
    const body = bodyOf(of, 'USD')
    return [body?.resourceIds, ...(body?.segments ?? []).map((part) => part.resourceIds)]
  }

  expect(needed()).toEqual([['res_1'], [], [], ['res_2']])
  expect(needed({ ...draft, onlyInParts: [] })).toEqual([['res_1', 'res_2'], [], [], []])
  expect(needed({ ...draft, resourceIds: ['res_1'] })).toEqual([['res_1'], [], [], []])
  expect(needed({ ...draft, isInParts: false })).toEqual([['res_1', 'res_2']])
  expect(partlessIn(draft)).toEqual([])
  const tidied = { ...draft, parts: draft.parts.map((part) => ({ ...part, kind: part.kind === 'finishing' ? ('transition' as const) : part.kind })) }
  expect(partlessIn(tidied)).toEqual(['res_2'])
  expect(needed(tidied)).toEqual([['res_1'], [], [], []])
})

test('plain work has a length and no parts', () => {
  const draft = { ...draftOf(null, 'USD'), name: 'Trim', category: 'Cuts', price: '20', minutes: 30, synonyms: ' a quick one , ,trim' }

  expect(bodyOf(draft, 'USD')).toMatchObject({ durationMinutes: 30, segments: [], priceCents: 2_000, synonyms: ['a quick one', 'trim'] })
  expect(bodyOf({ ...draft, price: 'twenty' }, 'USD')).toBeNull()
})

test('the client does not wait for the tidying up', () => {
  const parts = [...partsFrom(60), { kind: 'transition' as const, minutes: 10, bookable: true, resourceIds: [] }]

  expect(clientMinutes({ isInParts: true, minutes: 60, parts })).toBe(80)
  expect(clientMinutes({ isInParts: false, minutes: 60, parts })).toBe(60)
})
