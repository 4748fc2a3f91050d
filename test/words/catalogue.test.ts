import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, test } from 'vitest'
import { type Language, languages } from '../../src/words/languages.ts'
import { page as de } from '../../src/words/page/de.ts'
import { page as en } from '../../src/words/page/en.ts'
import { page as es } from '../../src/words/page/es.ts'
import { page as fr } from '../../src/words/page/fr.ts'

type Key = keyof typeof en
type Part = ReturnType<IntlMessageFormat['getAst']>[number]

const catalogues: Record<Language, Readonly<Record<Key, string>>> = { en, es, fr, de }
const translations = languages.filter((language) => language !== 'en')
const keys = Object.keys(en) as Key[]

/** Names, units and words that another language has from English, or shares with it. */
const sameInEnglish: Record<Language, readonly Key[]> = {
  en: keys,
  es: ['shell.name', 'journey.ms'],
  fr: ['shell.name', 'journey.ms', 'station.version.name', 'station.cache.name'],
  de: ['shell.name', 'journey.ms', 'journey.live.open', 'station.version.name'],
}

/** A message's parts, those inside its plural forms too. */
function partsOf(parts: readonly Part[]): Part[] {
  return parts.flatMap((part) =>
    'options' in part
      ? [part, ...Object.values(part.options).flatMap(({ value }) => partsOf(value as Part[]))]
      : [part],
  )
}

const parse = (message: string, language: Language): Part[] =>
  partsOf(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst())

/** The parts that are filled in: 0 is text, 7 is the # inside a plural. */
const gapsOf = (message: string, language: Language): string[] => {
  const gaps = parse(message, language).filter(({ type }) => type !== 0 && type !== 7)
  return [...new Set(gaps.map((part) => `${part.type} ${'value' in part ? part.value : ''}`))].sort()
}

const formsOf = (message: string, language: Language): string[][] =>
  parse(message, language).flatMap((part) =>
    'pluralType' in part && 'options' in part ? [Object.keys(part.options).sort()] : [],
  )

describe.each(languages)('%s', (language) => {
  const messages = catalogues[language]
  const where = (wrong: (key: Key) => boolean): Key[] => keys.filter(wrong)

  test('says everything that English says, and nothing else', () => {
    expect(Object.keys(messages).sort()).toEqual([...keys].sort())
    expect(where((key) => messages[key].trim() === '')).toEqual([])
  })

  test('leaves the same gaps, to be filled by the same kinds of values', () => {
    for (const key of keys)
      expect([key, ...gapsOf(messages[key], language)]).toEqual([key, ...gapsOf(en[key], 'en')])
  })

  test('has each plural form that its grammar asks for', () => {
    const needed = [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort()
    const plurals = keys.flatMap((key) => formsOf(messages[key], language).map((forms) => [key, ...forms]))
    expect(plurals.length).toBeGreaterThan(5)
    for (const [key, ...forms] of plurals) expect([key, ...forms]).toEqual([key, ...needed])
  })

  test('uses the quotation marks of print: an ASCII apostrophe would hide a gap', () => {
    expect(where((key) => /['"`]|\.\.\.| {2}/.test(messages[key]))).toEqual([])
  })
})

test.each(translations)('nothing in %s is English still', (language) => {
  const same = keys.filter((key) => catalogues[language][key] === en[key])
  expect(same.sort()).toEqual([...sameInEnglish[language]].sort())
})

test('French signs stand behind a space that does not break', () => {
  const loose = /[^\u202f][?!;]|[^\u00a0]:|[^\u00a0]»|«[^\u00a0]/
  expect(keys.filter((key) => loose.test(fr[key]))).toEqual([])
})
