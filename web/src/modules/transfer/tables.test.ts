import { expect, test } from 'vitest'
import { exampleFile, KINDS, TABLES } from './tables'

test('an example has a cell under each heading, and whatever a table cannot do without', () => {
  for (const kind of KINDS) {
    const { columns, required, example } = TABLES[kind]
    expect(columns).toEqual(expect.arrayContaining([...required]))
    for (const line of example) {
      expect(line).toHaveLength(columns.length)
      for (const column of required) expect(line[columns.indexOf(column)]).not.toBe('')
    }
  }
})

test('an example is written as spreadsheets write', () => {
  expect(exampleFile('services').split('\r\n')[1]).toBe('Dry cut,Cuts,Without a wash,30,38.00,quick cut; cut without wash,yes')
  expect(exampleFile('customers').endsWith('\r\n')).toBe(true)
})
