import { expect, test } from 'vitest'
import { sentBook } from '../../src/core/domain/model/sent-book.ts'
import { checkSentence } from '../../src/core/domain/model/wording-check.ts'
import type { LanguageModel } from '../../src/core/ports/lists/language-model.ts'
import { hatchet, holes, sets } from '../domain/wording-sentences.ts'

const school = 'lincoln'

/** What every language model promises. */
export function languageModelSuite(model: LanguageModel): void {
  test('has a name, and makes nothing of nothing', async () => {
    expect(model.modelId).not.toBe('')
    expect(await model.word(school, [])).toEqual([])
    expect(await model.complete(school, [])).toEqual([])
  })

  test('words any number of picks, each by its own facts, in the order given', async () => {
    const kinds = Object.values(sets)
    const many = Array.from({ length: 3 }, () => kinds).flat()
    const sentences = await model.word(school, many)
    expect(sentences).toHaveLength(many.length)
    for (const [at, facts] of many.entries()) {
      expect(checkSentence(sentences[at] ?? '', facts)).toEqual({ text: sentences[at] })
    }
  })

  test('tells of books what can be kept, each with how sure it is, in the order given', async () => {
    const books = [holes, hatchet, holes].map((book) => sentBook(book)!)
    const [first, second, again] = await model.complete(school, books)
    for (const told of [first, second]) {
      expect(told?.page_count?.value).toBeGreaterThan(0)
      expect(told?.reading_level?.value).toBeLessThan(14)
      expect(told?.themes?.value.length).toBeGreaterThan(0)
      for (const fact of [told?.page_count, told?.reading_level, told?.themes]) {
        expect(fact?.confidence).toBeGreaterThanOrEqual(0)
        expect(fact?.confidence).toBeLessThanOrEqual(1)
      }
    }
    expect(again).toEqual(first)
    expect(second).not.toEqual(first)
  })
}
