import { afterAll, describe, expect, test } from 'vitest'
import { createLocalModel } from '../../src/core/adapters/local-model/local-model.ts'
import { openModelGround } from '../support/a-model-server.ts'
import { wordHashModel } from '../support/word-hash-model.ts'
import { cosine, embeddingModelSuite } from './embedding-model.ts'

describe('the model inside a package', () => {
  const model = createLocalModel()
  embeddingModelSuite(model)

  test('fills up with zeros from its own 512 dimensions on, which changes no cosine', async () => {
    const [vector] = await model.embed(['A dragon and a girl become friends.'], 'lincoln')
    expect(vector!.subarray(512).every((x) => x === 0)).toBe(true)
    expect(vector!.subarray(0, 512).some((x) => x !== 0)).toBe(true)
  })

  test('knows what is alike: that is what it is for', async () => {
    const texts = [
      'A lonely wolf cub looks for a new pack.',
      'A stray puppy searches for a home.',
      'How to file a tax return.',
    ]
    const [wolf, dog, tax] = await model.embed(texts, 'lincoln')
    expect(cosine(wolf!, dog!)).toBeGreaterThan(cosine(wolf!, tax!) + 0.1)
  })
})

describe('the double that tests use', () => embeddingModelSuite(wordHashModel()))

const { models, close } = await openModelGround()

describe('a hosted model, over the stand-in', () => {
  afterAll(close)
  embeddingModelSuite(models.embedding)
})
