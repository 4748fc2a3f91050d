import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../src/core/domain/errors.ts'
import { refusalCodes } from '../../src/core/domain/files/refusal.ts'
import { type SaidKey, toStaff } from '../../src/core/ranking/said.ts'
import { chat as chatDe } from '../../src/words/chat/de.ts'
import { chat as chatEn } from '../../src/words/chat/en.ts'
import { chat as chatEs } from '../../src/words/chat/es.ts'
import { chat as chatFr } from '../../src/words/chat/fr.ts'
import { type Language, languages } from '../../src/words/languages.ts'
import { lists as listsDe } from '../../src/words/lists/de.ts'
import { lists as listsEn } from '../../src/words/lists/en.ts'
import { lists as listsEs } from '../../src/words/lists/es.ts'
import { lists as listsFr } from '../../src/words/lists/fr.ts'
import { lti as ltiDe } from '../../src/words/lti/de.ts'
import { lti as ltiEn } from '../../src/words/lti/en.ts'
import { lti as ltiEs } from '../../src/words/lti/es.ts'
import { lti as ltiFr } from '../../src/words/lti/fr.ts'
import { page as pageDe, toStudents as toStudentsDe } from '../../src/words/page/de.ts'
import { page as pageEn } from '../../src/words/page/en.ts'
import { page as pageEs, toStudents as toStudentsEs } from '../../src/words/page/es.ts'
import { page as pageFr, toStudents as toStudentsFr } from '../../src/words/page/fr.ts'

/** What the page, the bots, lists and the tool in a course say, each under its own name. */
const together = (
  catalogues: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(catalogues).flatMap(([name, messages]) =>
      Object.entries(messages).map(([key, message]) => [`${name}: ${key}`, message]),
    ),
  )
const en = together({ page: pageEn, chat: chatEn, lists: listsEn, lti: ltiEn })
const es = together({ page: pageEs, chat: chatEs, lists: listsEs, lti: ltiEs })
const fr = together({ page: pageFr, chat: chatFr, lists: listsFr, lti: ltiFr })
const de = together({ page: pageDe, chat: chatDe, lists: listsDe, lti: ltiDe })
type Key = string
type Part = ReturnType<IntlMessageFormat['getAst']>[number]

const catalogues: Record<Language, Record<Key, string>> = { en, es, fr, de }
const translations = languages.filter((language) => language !== 'en')
const keys = Object.keys(en)

/** Names, units and words that another language has from English, or shares with it. */
const sameInEnglish: Record<Language, readonly Key[]> = {
  en: keys,
  es: [
    ...['page: shell.name', 'page: journey.ms', 'page: platform.slack', 'page: platform.discord'],
    ...['lists: counts.list'],
  ],
  fr: [
    ...[
      'lti: account.code',
      'chat: option.code.name',
      'page: shell.name',
      'page: journey.ms',
      'page: station.version.name',
    ],
    ...['page: station.cache.name', 'page: platform.slack', 'page: platform.discord'],
    ...['page: rosters.kind.classes'],
  ],
  de: [
    ...[
      'lti: account.code',
      'chat: option.code.name',
      'page: shell.name',
      'page: journey.ms',
      'page: journey.live.open',
    ],
    ...['page: station.version.name', 'page: platform.slack', 'page: platform.discord'],
    ...['page: links.confirmed', 'lists: counts.list'],
  ],
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
    expect(where((key) => (messages[key] ?? '').trim() === '')).toEqual([])
  })

  test('leaves the same gaps, to be filled by the same kinds of values', () => {
    for (const key of keys)
      expect([key, ...gapsOf(messages[key] ?? '', language)]).toEqual([key, ...gapsOf(en[key] ?? '', 'en')])
  })

  test('has each plural form that its grammar asks for', () => {
    const needed = [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort()
    const plurals = keys.flatMap((key) =>
      formsOf(messages[key] ?? '', language).map((forms) => [key, ...forms]),
    )
    expect(plurals.length).toBeGreaterThan(5)
    for (const [key, ...forms] of plurals) expect([key, ...forms]).toEqual([key, ...needed])
  })

  test('uses the quotation marks of print: an ASCII apostrophe would hide a gap', () => {
    expect(where((key) => /['"`]|\.\.\.| {2}/.test(messages[key] ?? ''))).toEqual([])
  })
})

test.each(translations)('nothing in %s is English still', (language) => {
  const same = keys.filter((key) => catalogues[language][key] === en[key])
  expect(same.sort()).toEqual([...sameInEnglish[language]].sort())
})

test.each(languages)('in %s each code of a refusal has a sentence of its own', (language) => {
  const sentences = errorCodes.map((code) => catalogues[language][`page: problem.${code}`])
  for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}.*[^.]\.$/u)
  expect(new Set(sentences).size).toBe(errorCodes.length)
})

test.each(languages)('in %s each reason why a line is refused has words of its own', (language) => {
  const said = refusalCodes.map((code) => catalogues[language][`page: refused.${code}`] ?? '')
  expect(said.every((words) => words.length > 10)).toBe(true)
  expect(new Set(said).size).toBe(refusalCodes.length)
  const known = keys.filter((key) => key.startsWith('page: refused.'))
  expect(known).toHaveLength(refusalCodes.length)
})

test.each(languages)('in %s the bots call the pages what the pages call themselves', (language) => {
  const says = (key: Key): string => catalogues[language][key] ?? ''
  for (const key of ['chat: link.howTo', 'chat: link.howToSlack'])
    expect(says(key)).toContain(says('page: shell.links'))
  expect(says('chat: install.nobodys')).toContain(says('page: connections.addToSlack'))
})

test('French signs stand behind a space that does not break', () => {
  const loose = /[^\u202f][?!;]|[^\u00a0]:|[^\u00a0]»|«[^\u00a0]/
  expect(keys.filter((key) => loose.test(fr[key] ?? ''))).toEqual([])
})

test.each([
  ['en', listsEn, /(?<!\p{L})(your?|yours)(?!\p{L})/iu],
  ['de', listsDe, /(?<!\p{L})(du|dir|dich|dein\p{L}*)(?!\p{L})/iu],
  ['es', listsEs, /(?<!\p{L})(te|ti|tus?|has|dijiste|marcaste|elegiste|ustedes|usted)(?!\p{L})/iu],
  ['fr', listsFr, /(?<!\p{L})(tu|te|toi|ton|ta|tes|vous|votre|vos)(?!\p{L})|(?<!\p{L})t’/iu],
] as const)('in %s nothing that lists tell others is said to the student', (_language, lists, you) => {
  const own = Object.keys(lists) as SaidKey[]
  expect(own.filter((key) => you.test(lists[key])).length).toBeGreaterThan(25)
  expect(own.filter((key) => you.test(lists[toStaff({ key }).key]))).toEqual([])
})

describe('a student is addressed as one', () => {
  const formal = { de: /\b(Sie|Ihr(e[mnrs]?)?|Ihnen)\b/, fr: /\b(vous|votre|vos)\b/i, es: /\busted\b/i }
  const views = /^(links|mine|signIn|shelf|pick|problem|levels)\./
  test.each([
    ['de', pageDe, toStudentsDe],
    ['fr', pageFr, toStudentsFr],
    ['es', pageEs, toStudentsEs],
  ] as const)('in %s, in all that the pages of students say', (language, page, toStudents) => {
    const said = Object.entries({ ...page, ...toStudents }).filter(([key]) => views.test(key))
    const staffOnly = ['links.inSlack']
    const wrong = said.filter(([key, text]) => formal[language].test(text) && !staffOnly.includes(key))
    expect(wrong).toEqual([])
    for (const [key, text] of Object.entries(toStudents)) {
      expect(text).not.toBe(Object.entries(page).find(([one]) => one === key)?.[1])
      expect(gapsOf(text, language)).toEqual(gapsOf(en[`page: ${key}`] ?? '', 'en'))
    }
  })
})
