import { notFound } from '../../domain/errors.ts'
import type { StoredBook } from '../../domain/lists/book.ts'
import type { Core } from '../../ports/core.ts'
import type { DigestCheck, KeyedDigest } from '../../ports/sealed.ts'

/** The cover of a school's book, with a proof that we told somebody of it. */
export interface CoverPlace {
  school_id: string
  book_id: string
  proof: string
}

/** Covers for whoever has no key: a chat platform fetches the pictures of a message itself. */
export interface CoverFlow {
  /** The path of a book's cover. It is the same for everybody, and says nothing of whom the book was shown to. */
  pathOf(school_id: string, book_id: string): string
  /** The book of such a path. Throws `not_found` for one that we did not make, and for a book that is not for all. */
  bookAt(place: CoverPlace): Promise<StoredBook>
}

type Needs = Pick<Core, 'store'> & { keyedDigest: KeyedDigest; isDigest: DigestCheck }

const context = 'cover of a book'
const proofLength = 22
const told = (school_id: string, book_id: string): string => JSON.stringify([school_id, book_id])

export function createCovers({ store, keyedDigest, isDigest }: Needs): CoverFlow {
  return {
    pathOf(school_id, book_id) {
      const proof = keyedDigest(told(school_id, book_id), context).slice(0, proofLength)
      return `/covers/${[school_id, book_id, proof].map(encodeURIComponent).join('/')}.png`
    },
    async bookAt({ school_id, book_id, proof }) {
      if (proof.length !== proofLength || !isDigest(proof, told(school_id, book_id), context))
        throw notFound('cover')
      const [book] = await store.school(school_id, (rows) => rows.books.byIds([book_id]))
      if (book === undefined || book.hidden || book.owner_reader_id !== null) throw notFound('cover')
      return book
    },
  }
}
