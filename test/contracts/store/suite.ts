import type { Ground } from '../../support/a-school.ts'
import { answersSuite } from './answers.ts'
import { booksSuite } from './books.ts'
import { graphsSuite } from './graphs.ts'
import { historySuite } from './history.ts'
import { keysSuite } from './keys.ts'
import { messagesSuite } from './messages.ts'
import { readersSuite } from './readers.ts'
import { schoolsSuite } from './schools.ts'
import { vectorsSuite } from './vectors.ts'

/** What every store promises, whatever it keeps its rows in. */
export function storeSuite(on: Ground): void {
  schoolsSuite(on)
  booksSuite(on)
  readersSuite(on)
  historySuite(on)
  vectorsSuite(on)
  graphsSuite(on)
  keysSuite(on)
  messagesSuite(on)
  answersSuite(on)
}
