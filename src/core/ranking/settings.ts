/**
 * Every number that ranking can be turned by. Members, exponents and prior were chosen on the validation part
 * (fit/valid) of the fixed Book-Crossing split, never on its test part. They hold until a school has been tuned.
 */

/** A cosine-like member of the blend; its formula is in members.ts. */
export interface NeighbourMember {
  kind: 'neighbours'
  /** q of the co-counts: 0 counts each reader alike, .15 lets readers of few books say more about each pair. */
  readerExponent: number
  /** Exponent of the source's readers: the larger, the less do popular books of a history say. */
  sourceExponent: number
  /** Exponent of the target's readers: the larger, the rarer the books that are recommended. */
  targetExponent: number
  /** Added below the fraction, in readers: pairs seen once or twice count less. */
  shrink: number
  /** 2 lets strong pairs count for more. */
  power: number
  /** How many books may speak for one target. */
  sourcesPerTarget: number
  /** Share in the blend, after each member was divided by its scale. */
  blend: number
}

/** Neighbourhood ridge; its formula is in ridge.ts. */
export interface RidgeMember {
  kind: 'ridge'
  readerExponent: number
  /** a of `s_i = p_i^(-a)`: 0 leaves popular books their size. */
  sourceExponent: number
  /** K: books in a neighbourhood. */
  neighbours: number
  lambda: number
  blend: number
}

export type Member = NeighbourMember | RidgeMember

export interface GraphSettings {
  members: readonly Member[]
  /** Training weight of a disliked book, 0 to 1: reading it was a choice all the same. */
  dislikedTrainingWeight: number
  /** Only this many of a reader's newest events count. */
  maxEventsPerReader: number
  /** Each source's best targets that are stored. */
  targetsPerSource: number
}

export interface ScoringSettings {
  /** g0 of the popularity prior by number of positive books in the history: up to 3, 10, 30, and more. */
  priorStrength: readonly [upTo3: number, upTo10: number, upTo30: number, more: number]
}

export interface HistorySettings {
  /** Thumbs down, or given up as "not for me". */
  thumbsDownWeight: number
  /** Read and rated 1 or 2: on some data still evidence of taste. */
  readAndDislikedWeight: number
}

export interface ReasonSettings {
  /** Named books must make at least this share of the score. */
  nameableShare: number
  /** A second book is named when it contributes at least this share of the first one's part. */
  secondBookShare: number
}

export interface DiversitySettings {
  perAuthor: number
  perSeries: number
}

export interface ShapeSettings {
  /** Weight of relevance against likeness to what stands above (mmr.ts), 0 to 1. */
  mmrLambda: number
  /** The best so many are reordered by it. */
  mmrCandidates: number
  /** One of so many places is kept for a new book. */
  placesPerNewBook: number
  /** Pins on a list, at most. */
  pins: number
  /** A book that was shown so often and passed over sinks. */
  ignoredFrom: number
  /** Its score is multiplied by this with each showing from there on. */
  ignoredKeeps: number
  /** No less than this share of a score is left. */
  ignoredLeast: number
}

export interface ContentSettings {
  /** A book with fewer readers is new: its columns are borrowed. */
  newBelowReaders: number
  /** From how many of the nearest books by text columns and rows are borrowed. */
  nearestBooks: number
  /** Share of the author's mean column in a borrowed one, where the author has other books. */
  authorShare: number
  /** New books that are placed in one build, at most: each is compared to all established ones. */
  newBooksABuild: number
  /** Sources kept of a borrowed column, so that a mean of many columns stays about as long as the longest learned one. */
  sourcesPerBorrowedColumn: number
}

export interface RankingSettings {
  graph: GraphSettings
  scoring: ScoringSettings
  history: HistorySettings
  reasons: ReasonSettings
  diversity: DiversitySettings
  shape: ShapeSettings
  content: ContentSettings
}

/** ranking.md 1.2: -.5 halves the share of disliked books shown, -1 costs quality. */
export const defaultHistory: HistorySettings = { thumbsDownWeight: -0.5, readAndDislikedWeight: -0.5 }

export const defaultSettings: RankingSettings = {
  graph: {
    // ranking.md 1.1, chosen on Book-Crossing's validation part; each school is tuned for itself (tuning/).
    members: [
      {
        kind: 'ridge',
        readerExponent: 0.15,
        sourceExponent: 0.25,
        neighbours: 80,
        lambda: 7,
        blend: 0.51,
      },
      { kind: 'ridge', readerExponent: 0, sourceExponent: 0, neighbours: 80, lambda: 100, blend: 0.29 },
      {
        kind: 'neighbours',
        readerExponent: 0,
        sourceExponent: 0.5,
        targetExponent: 0.5,
        shrink: 10,
        power: 1,
        sourcesPerTarget: 10,
        blend: 0.2,
      },
    ],
    // Book-Crossing has too few dislikes to choose by; ranking.md 1.1 tunes it per school.
    dislikedTrainingWeight: 1,
    maxEventsPerReader: 2000,
    targetsPerSource: 400,
  },
  // Validation readers cut to 1, 2, 3, 5, 8, 15 and 25 books, g0 in {0, 1, 2, 4, 8, 16}: 2 is best or within .0005 of it
  // everywhere (one book: .0330 where popularity has .0315 and no prior .0183).
  scoring: { priorStrength: [2, 2, 2, 2] },
  history: defaultHistory,
  // .3: ranking.md 1.2. The second share is taste: a second title that adds little only makes the sentence longer.
  reasons: { nameableShare: 0.3, secondBookShare: 0.5 },
  diversity: { perAuthor: 2, perSeries: 1 },
  // ranking.md 1.2, re-ranking: lambda .8 over 50 costs .3 % of quality and makes texts 5 % more diverse. How fast ignored
  // books sink is taste: the third showing takes a fifth, the tenth leaves a sixth.
  shape: {
    mmrLambda: 0.8,
    mmrCandidates: 50,
    placesPerNewBook: 10,
    pins: 3,
    ignoredFrom: 3,
    ignoredKeeps: 0.8,
    ignoredLeast: 0.1,
  },
  // ranking.md 1.2, cold start. The author's share and the sources kept are not tuned yet: there is no text to do it on.
  content: {
    newBelowReaders: 3,
    nearestBooks: 50,
    authorShare: 0.5,
    newBooksABuild: 5_000,
    sourcesPerBorrowedColumn: 200,
  },
}

/** What is chosen for each school by its own data (tuning/); all else is the same everywhere. */
export const tunedParts = ({ graph, scoring, history }: RankingSettings) => ({ graph, scoring, history })

/** Settings as they were stored by this version or an earlier one; what is not there is as usual. */
export function settingsFrom(stored: unknown): RankingSettings {
  const { graph, scoring, history } = (stored ?? {}) as Partial<RankingSettings>
  return {
    ...defaultSettings,
    graph: { ...defaultSettings.graph, ...graph },
    scoring: { ...defaultSettings.scoring, ...scoring },
    history: { ...defaultSettings.history, ...history },
  }
}
