/** What the model said, by the hash of the facts that it was given; shared by all readers of the school. */
export interface Wordings {
  /** The sentences of those facts that were told. */
  told(factsHashes: readonly string[]): Promise<Map<string, string>>
  /**
   * Of these facts, those that the caller is to ask about now: untold, asked by nobody else within `askedForMs`, and
   * refused fewer than `maxTellings` times. No two callers are given the same.
   */
  claim(factsHashes: readonly string[], ask: { modelId: string; at: Date }): Promise<string[]>
  /** Of these facts, those that somebody is asking about. */
  underway(factsHashes: readonly string[], at: Date): Promise<string[]>
  /** What became of claims. What was told stays told. */
  settle(outcomes: readonly WordingOutcome[], at: Date): Promise<void>
}

export interface WordingOutcome {
  facts_hash: string
  /** `refused`: the answer was none that may be shown, and counts as a try. `away`: nobody could be asked. */
  state: 'told' | 'refused' | 'away'
  /** Only with `told`. */
  text: string | null
}

/** After this long a claim is as good as dropped: its process may be gone. */
export const askedForMs = 60_000
/** After so many refused answers the template's sentence is good enough for good. */
export const maxTellings = 3
