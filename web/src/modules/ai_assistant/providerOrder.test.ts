import { describe, expect, test } from 'vitest'
import { askedOf, firstRanking, isAsked, moved, rankingOf } from './providerOrder'

describe('the order of providers', () => {
  test('shows everybody, and who stands below the own engine is not asked', () => {
    const ranking = rankingOf(['COMPATIBLE']) ?? []

    expect(ranking).toEqual(['COMPATIBLE', 'LOCAL', 'OPENAI'])
    expect(ranking.filter((provider) => isAsked(ranking, provider))).toEqual(['COMPATIBLE', 'LOCAL'])
  })

  test.each([
    [[], null],
    [['LOCAL'], ['LOCAL', 'OPENAI', 'COMPATIBLE']],
    [['OPENAI', 'LOCAL', 'COMPATIBLE'], ['OPENAI', 'LOCAL', 'COMPATIBLE']],
    [['OPENAI', 'OPENAI'], ['OPENAI', 'LOCAL', 'COMPATIBLE']],
    [['COMPATIBLE', 'OPENAI'], ['COMPATIBLE', 'OPENAI', 'LOCAL']],
  ] as const)('%j is ranked as %j', (providers, ranking) => {
    expect(rankingOf([...providers])).toEqual(ranking)
  })

  test('is saved as far as anybody is asked', () => {
    expect(askedOf(null)).toEqual([])
    expect(askedOf(firstRanking())).toEqual(['OPENAI', 'COMPATIBLE', 'LOCAL'])
    expect(askedOf(['LOCAL', 'OPENAI', 'COMPATIBLE'])).toEqual(['LOCAL'])
  })

  test('changes by one place, and not beyond its ends', () => {
    expect(moved(firstRanking(), 'COMPATIBLE', -1)).toEqual(['COMPATIBLE', 'OPENAI', 'LOCAL'])
    expect(moved(firstRanking(), 'COMPATIBLE', 1)).toEqual(['OPENAI', 'LOCAL', 'COMPATIBLE'])
    expect(moved(firstRanking(), 'OPENAI', -1)).toEqual(firstRanking())
    expect(moved(firstRanking(), 'LOCAL', 1)).toEqual(firstRanking())
  })
})
