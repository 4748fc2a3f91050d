import type { SentBook, SentFacts } from '../../domain/model/model-messages.ts'

export type { SentBook, SentFacts }

/**
 * A language model, as far as the core wants one: it words reasons and completes what is known of books. What may be
 * put in are facts about books; nothing in these shapes can hold anything about a reader.
 */
export interface LanguageModel {
  /** Name and version of the model, stored with everything that it said. */
  readonly modelId: string
  /**
   * One sentence for each set of facts, by position; null where it gave none of the right form. What the sentence says
   * is not checked here. Throws `unavailable` when the model is away, too slow, or the school's budget is spent. Never
   * inside a transaction.
   */
  word(schoolId: string, facts: readonly SentFacts[]): Promise<(string | null)[]>
  /** What the model knows of books, by position; null where it gave nothing of the right form. Throws as `word`. */
  complete(schoolId: string, books: readonly SentBook[]): Promise<(CompletedBook | null)[]>
}

/** Facts of a book that the model believes, each with how sure it is, from 0 to 1; null when it does not know. */
export interface CompletedBook {
  page_count: { value: number; confidence: number } | null
  /** In US grades. */
  reading_level: { value: number; confidence: number } | null
  themes: { value: string[]; confidence: number } | null
}

/** What tokens are spent on. */
export type ModelPurpose = 'wording' | 'metadata' | 'embedding'

/** Tokens that were set aside for a call, and the day (UTC) whose budget they are from. */
export interface Reservation {
  school_id: string
  /** `2026-03-02` */
  day: string
  tokens: number
}

/** What a school may still spend on models today. Counts in tokens, by day (UTC). Never inside a transaction. */
export interface ModelBudget {
  /** Sets tokens aside before a call; null when fewer are left. */
  reserve(schoolId: string, tokens: number): Promise<Reservation | null>
  /** After the call, whatever became of it: gives back what was set aside and counts what was spent. */
  settle(reservation: Reservation, use: { purpose: ModelPurpose; spent: number }): Promise<void>
}
