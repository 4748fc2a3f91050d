import { afterAll, expect, test } from 'vitest'
import { type EmbeddingModel, embeddingDimensions } from '../../src/core/ports/runtime.ts'

export const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0)

const school = 'lincoln'
/** More than any adapter sends at once. */
const manyTexts = 70

/** What every model promises. One model serves the whole suite: starting one may take a second. */
export function embeddingModelSuite(model: EmbeddingModel): void {
  afterAll(() => model.close())
  const texts = ['A boy digs holes in the desert.', 'Ships', 'Ein Buch über Bäume und 海', 'Ships']

  test('makes vectors of 1,536 dimensions and unit length, one a text', async () => {
    const vectors = await model.embed(texts, school)
    expect(vectors).toHaveLength(texts.length)
    for (const vector of vectors) {
      expect(vector).toHaveLength(embeddingDimensions)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
    }
  })

  test('makes the same vector of the same text, alone or among others', async () => {
    const together = await model.embed(texts, school)
    const alone = (await Promise.all(texts.map((text) => model.embed([text], school)))).map(
      ([vector]) => vector!,
    )
    for (const [at, vector] of together.entries()) expect(cosine(vector, alone[at]!)).toBeCloseTo(1, 5)
    expect(cosine(together[1]!, together[3]!)).toBeCloseTo(1, 6)
    expect(cosine(together[0]!, together[1]!)).toBeLessThan(0.99)
  })

  test('makes nothing of nothing, keeps its order over many texts, and has a name', async () => {
    expect(await model.embed([], school)).toEqual([])
    const many = Array.from({ length: manyTexts }, (_, k) =>
      k === manyTexts - 3 ? texts[0]! : `Number ${k}`,
    )
    const [[wanted], all] = await Promise.all([model.embed([texts[0]!], school), model.embed(many, school)])
    expect(all).toHaveLength(manyTexts)
    expect(cosine(all[manyTexts - 3]!, wanted!)).toBeCloseTo(1, 5)
    expect(model.modelId).not.toBe('')
  })

  test('takes texts of any script, longer than it reads, and of nothing but blanks', async () => {
    const hard = ['', '  \n', '𝒜'.repeat(900), `cut in half ${'😀'.repeat(494)}`, 'tab\tand\u0000nul']
    const vectors = await model.embed(hard, school)
    expect(vectors).toHaveLength(hard.length)
    for (const vector of vectors) expect(vector.every(Number.isFinite)).toBe(true)
    expect(Math.hypot(...vectors[4]!)).toBeCloseTo(1, 5)
  })
}
