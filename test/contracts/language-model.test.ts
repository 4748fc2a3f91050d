import { afterAll, describe } from 'vitest'
import { openModelGround } from '../support/a-model-server.ts'
import { languageModelSuite } from './language-model.ts'

const { models, close } = await openModelGround()

describe('a hosted model, over the stand-in', () => {
  afterAll(close)
  languageModelSuite(models.language)
})
