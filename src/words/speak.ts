import type { GetICUArgs } from '@schummar/icu-type-parser'
import { IntlMessageFormat } from 'intl-messageformat'
import type { Language } from './languages.ts'

/** Messages by key, in ICU MessageFormat. */
type Catalogue = Readonly<Record<string, string>>

/** What another language has to say: as many messages as English, under the same keys. */
export type Translated<English extends Catalogue> = { readonly [Key in keyof English]: string }

/** What the English message wants filled in; nothing for a message without gaps. */
type Values<Message extends string> = keyof GetICUArgs<Message> extends never ? [] : [GetICUArgs<Message>]

/** The message of that key, filled in. */
export type Say<English extends Catalogue> = <Key extends keyof English & string>(
  key: Key,
  ...values: Values<English[Key]>
) => string

export interface Voice<English extends Catalogue> {
  say: Say<English>
  /** The same where the compiler cannot know which message it is, and so not what fills it. */
  fill: (key: keyof English & string, values: Readonly<Record<string, string | number>>) => string
  /** Names joined as the language does it: "a, b and c". */
  listed: (names: readonly string[]) => string
}

/** A catalogue that speaks. Each message is parsed when it is first said; plurals and numbers are the language's. */
export function speak<English extends Catalogue>(
  language: Language,
  messages: Translated<English>,
): Voice<English> {
  const parsed = new Map<string, IntlMessageFormat>()
  const messageOf = (key: keyof English & string): IntlMessageFormat => {
    const known = parsed.get(key)
    if (known !== undefined) return known
    const message = new IntlMessageFormat(messages[key], language, undefined, { ignoreTag: true })
    parsed.set(key, message)
    return message
  }
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  return {
    say: (key, ...[values]) => String(messageOf(key).format(values)),
    fill: (key, values) => String(messageOf(key).format(values)),
    listed: (names) => list.format(names),
  }
}
