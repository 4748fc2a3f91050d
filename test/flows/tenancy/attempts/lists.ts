import { uuidv7 } from 'uuidv7'
import { aBook, aLoan } from '../../../support/builders.ts'
import type { AttemptsOn } from '../attempts.ts'
import { noon } from '../examples.ts'

const page = { limit: 100, after: null }
const shelf = { grade: 12, availableOnly: false, languages: [], theme: null, levels: null }

export const onLists: AttemptsOn<
  'books' | 'history' | 'vectors' | 'graphs' | 'slates' | 'overrides' | 'wordings' | 'modelUse' | 'enrichment'
> = (theirs) => ({
  books: {
    upsert: (r) =>
      r.books.upsert([aBook({ book_id: theirs().own, title: 'Taken' })], ['taken|']).then(() => null),
    addOwn: (r) => r.books.addOwn(theirs().reader, [aBook()], ['k|']),
    byIds: (r) => r.books.byIds([theirs().book, theirs().own]),
    gatesOf: (r) => r.books.gatesOf([theirs().book, theirs().own]),
    byNumbers: (r) => r.books.byNumbers([theirs().bookNo]),
    match: (r) =>
      r.books.match({ readerId: theirs().reader, grade: 12 }, [{ isbn: null, match_key: 'their diary|ada' }]),
    search: (r) => r.books.search(['their'], { ...page, hidden: true, grade: null }),
    open: (r) => r.books.open(shelf).then((all) => all.filter((no) => no === theirs().bookNo)),
    wellRated: (r) =>
      r.books
        .wellRated(shelf, { but: [], limit: 1000 })
        .then((all) => all.filter((b) => b.book_id === theirs().book)),
    countOwn: (r) => r.books.countOwn(theirs().reader),
    inSeries: (r) => r.books.inSeries(['their series']),
    setVisibility: (r) => r.books.setVisibility(theirs().book, { hidden: true }),
    catalogueNumbers: (r) =>
      r.books.catalogueNumbers().then((all) => all.filter((b) => b.book_no === theirs().bookNo)),
  },
  history: {
    addLoans: (r) =>
      r.history.addLoans([
        aLoan({ checkout_id: theirs().checkout, student_id: theirs().reader, book_id: theirs().book }),
      ]),
    putVotes: (r) =>
      r.history.putVotes([
        {
          reader_id: theirs().reader,
          book_id: theirs().book,
          voter: 'self',
          vote: 'down',
          voted_at: noon.toISOString(),
          event_id: uuidv7(),
          slate_id: null,
        },
      ]),
    moveVotes: (r) => r.history.moveVotes(theirs().reader, 'our-ada'),
    addListed: (r) =>
      r.history.addListed(theirs().reader, [{ book_id: theirs().book, rating: 1, finished_on: null }]),
    removeListed: (r) => r.history.removeListed(theirs().reader, theirs().own),
    listed: (r) => r.history.listed(theirs().reader, page),
    votes: (r) => r.history.votes(theirs().reader),
    loans: (r) => r.history.loans(theirs().reader),
    closedAmong: (r) => r.history.closedAmong(theirs().reader, [theirs().book, theirs().own]),
    of: (r) =>
      r.history.of(theirs().reader).then(({ loans, votes, listed }) => [...loans, ...votes, ...listed]),
    ofAll: (r) =>
      r.history
        .ofAll([theirs().reader])
        .then((all) => all.flatMap(({ loans, votes, listed }) => [...loans, ...votes, ...listed])),
    eventsAfter: (r) =>
      r.history.eventsAfter(-1, 1000).then((all) => all.books.filter((no) => no === theirs().bookNo)),
    print: 'names no row',
  },
  vectors: {
    missingBooks: (r) => r.vectors.missingBooks('another/model', [theirs().book]),
    anyMissingBooks: (r) =>
      r.vectors
        .anyMissingBooks('another/model', 1000)
        .then((ids) => ids.filter((id) => id.startsWith('their'))),
    putBooks: (r) =>
      r.vectors.putBooks(theirs().model, [
        { book_id: theirs().book, vector: new Float32Array(1536).fill(1) },
      ]),
    forgetBooks: (r) => r.vectors.forgetBooks([theirs().book, theirs().own]),
    weightedSum: (r) => r.vectors.weightedSum(theirs().model, [{ book_id: theirs().book, weight: 1 }]),
    ofBooks: (r) => r.vectors.ofBooks(theirs().model, [theirs().book]),
    nearestBooks: (r) => r.vectors.nearestBooks(theirs().model, theirs().book, 10),
    putTextNeighbours: (r) => r.vectors.putTextNeighbours(theirs().own, []),
    textNeighbours: (r) => r.vectors.textNeighbours([theirs().own]),
    ofNumbers: (r) =>
      r.vectors
        .ofNumbers(theirs().model, [theirs().bookNo])
        .then((all) => all.filter((v) => v.book_no === theirs().bookNo)),
    preferences: (r) => r.vectors.preferences(theirs().reader),
    preferencesOf: (r) => r.vectors.preferencesOf([theirs().reader]),
    putPreferences: (r) =>
      r.vectors.putPreferences([
        { reader_id: theirs().reader, books_read: 9, comfort_level: null, themes: [], authors: [] },
      ]),
    putReader: (r) => r.vectors.putReader(theirs().reader, theirs().model, new Float32Array(1536).fill(1)),
    removeReader: (r) => r.vectors.removeReader(theirs().reader),
    nearestReaders: (r) => r.vectors.nearestReaders(theirs().reader, theirs().model, 10),
    putSimilar: (r) => r.vectors.putSimilar('our-ada', [{ other_id: theirs().reader, similarity: 1 }]),
    similar: (r) => r.vectors.similar(theirs().reader),
  },
  graphs: {
    liveBuild: (r) => r.graphs.liveBuild().then((build) => build?.build_id === theirs().build),
    begin: 'names no row',
    putRows: (r) =>
      r.graphs.putRows(theirs().build, [{ book_no: theirs().bookNo, neighbour_nos: [1], weights: [1] }]),
    publish: (r) => r.graphs.publish(theirs().build),
    rollBack: (r) => r.graphs.rollBack().then(() => null),
    chosen: (r) => r.graphs.chosen().then(({ settings }) => JSON.stringify(settings)?.includes('theirs')),
    choose: (r) => r.graphs.choose({ ours: 1 }, {}),
    forgetOthers: (r) => r.graphs.forgetOthers(),
    keepBack: (r) => r.graphs.keepBack(null),
    head: (r) => r.graphs.head(theirs().build),
    rowsAfter: (r) => r.graphs.rowsAfter(theirs().build, -1, 100),
  },
  slates: {
    of: (r) => r.slates.of(theirs().reader),
    holds: (r) => r.slates.holds('any', theirs().reader, theirs().book),
    ignored: (r) => r.slates.ignored([theirs().reader], new Date(0)),
    put: (r) =>
      r.slates.put([
        {
          slate_id: 'x',
          reader_id: theirs().reader,
          policy: 'p',
          build_id: null,
          shown: true,
          items: [],
          made_at: noon,
        },
      ]),
  },
  overrides: {
    decide: (r) =>
      r.overrides.decide(theirs().book, { grade: 'all', kind: 'block', why: 'x', decided_by: 'k', at: noon }),
    inForce: (r) => r.overrides.inForce(theirs().book),
    log: (r) => r.overrides.log(theirs().book, { limit: 10, before: null }),
    pinned: (r) => r.overrides.pinned('6').then((all) => all.filter((no) => no === theirs().bookNo)),
  },
  wordings: {
    told: (r) => r.wordings.told(['their-facts']).then((found) => found.size),
    // Of the same facts each school has a sentence of its own.
    claim: (r) => r.wordings.claim(['their-facts'], { modelId: 'm', at: noon }).then(() => null),
    underway: (r) => r.wordings.underway(['other-facts'], noon),
    settle: (r) =>
      r.wordings.settle([{ facts_hash: 'their-facts', state: 'told', text: 'taken' }], noon).then(() => null),
  },
  modelUse: { reserve: 'names no row', settle: 'names no row', of: 'names no row' },
  enrichment: {
    due: (r) =>
      r.enrichment.due(noon, 100).then((books) => books.filter((book) => book.book_id === theirs().book)),
    keep: (r) =>
      r.enrichment.keep(
        [
          {
            book_id: theirs().book,
            title: 'their one',
            facts: {
              page_count: { value: 9, confidence: 1, isUsed: true },
              reading_level: null,
              themes: null,
            },
          },
        ],
        { model: 'm', at: noon },
      ),
    told: (r) => r.enrichment.told(theirs().book).then((told) => Object.keys(told)),
  },
})
