import type { LanguageModel, SentBook, SentFacts } from '../../src/core/ports/lists/language-model.ts'

/** What a model could say of these facts that is true of them: names only what they name. */
export function trueSentence({ book, because, facts }: SentFacts): string {
  const [first] = because
  if (first === undefined)
    return `Here is “${book.title}” by ${book.authors[0] ?? ''}, something to try.`.replace(' by ,', ',')
  if (facts.includes('next_in_series'))
    return `After “${first.title}” the ${book.series} series goes on here.`
  const verb = facts.includes('because_liked') ? 'liked' : 'have read'
  return `You ${verb} “${first.title}”, so “${book.title}” might be a good next pick for you.`
}

export interface LanguageDouble extends LanguageModel {
  /** Every request for wording, in order. */
  asked: SentFacts[][]
  completed: SentBook[][]
  /** What it says of a set of facts; replace it to make it lie, be slow or fail. */
  say: (facts: SentFacts) => string | null | Promise<string | null>
}

/** A test double for a language model: says what it is told to say, and remembers everything that it was given. */
export function languageDouble(say: LanguageDouble['say'] = trueSentence): LanguageDouble {
  const double: LanguageDouble = {
    modelId: 'test-double/language@1',
    asked: [],
    completed: [],
    say,
    word(_schoolId, facts) {
      double.asked.push(structuredClone([...facts]))
      return Promise.all(facts.map((one) => double.say(one)))
    },
    async complete(_schoolId, books) {
      double.completed.push(structuredClone([...books]))
      return books.map(() => null)
    },
  }
  return double
}
