import { afterAll, describe } from 'vitest'
import { createGraphBuilder } from '../../src/core/adapters/compute/graph-builder.ts'
import { graphBuilderSuite } from './graph-builder.ts'

describe('the builder in a thread of its own', () => {
  const builder = createGraphBuilder()
  afterAll(() => builder.close())
  graphBuilderSuite(builder)
})
