/** A cosine-like member of the blend; see members.ts for the formula. */
export interface NeighbourMember {
  kind: 'neighbours'
  /** Exponent of the source's readers: larger lets popular books of the history say less. */
  sourceExponent: number
  /** Exponent of the target's readers: larger recommends the rare. */
  targetExponent: number
  /** Added below the fraction, in readers: pairs seen once or twice count less. */
  shrink: number
  /** How many books of a history may speak for one target. */
  sourcesPerTarget: number
  /** Share in the blend, after each member was divided by its scale. */
  blend: number
}

export interface GraphSettings {
  members: readonly NeighbourMember[]
  /** q of the co-counts: 0 counts each reader alike, .15 lets readers of few books say more about each pair. */
  readerExponent: number
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
export interface RankingSettings {
  graph: GraphSettings
  scoring: ScoringSettings
  history: HistorySettings
}
