import type { Endpoint } from '../endpoint.ts'
import { books } from './books.ts'
import { checkouts } from './checkouts.ts'
import { demo } from './demo.ts'
import { erasures } from './erasures.ts'
import { feedback } from './feedback.ts'
import { imports } from './imports.ts'
import { jobs } from './jobs.ts'
import { keys } from './keys.ts'
import { links } from './links.ts'
import { liveStream } from './live.ts'
import { lti } from './lti.ts'
import { operations } from './operations.ts'
import { overrides } from './overrides.ts'
import { readerBooks } from './reader-books.ts'
import { recommendations } from './recommendations.ts'
import { signIn } from './sign-in.ts'
import { spaces } from './spaces.ts'
import { students } from './students.ts'

/** All endpoints, the busiest first: Express tries them in this order. */
export const endpoints: readonly Endpoint[] = [
  recommendations,
  feedback,
  checkouts,
  readerBooks,
  books,
  overrides,
  students,
  erasures,
  imports,
  jobs,
  keys,
  signIn,
  links,
  spaces,
  lti,
  liveStream,
  operations,
  demo,
].flat()
