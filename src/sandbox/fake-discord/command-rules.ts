import { z } from 'zod'

/** What "Application Commands" says and the published schema does not. */
const maxCommandCharacters = 8_000
const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u
/** Reference: Locales. */
const locales = new Set(
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(
    ' ',
  ),
)

const Translations = z.record(z.string(), z.string()).nullish()
const Named = z.looseObject({
  name: z.string(),
  name_localizations: Translations,
  description: z.string().nullish(),
  description_localizations: Translations,
})
const Option = Named.extend({
  required: z.boolean().nullish(),
  autocomplete: z.boolean().nullish(),
  choices: z.array(z.looseObject({ name: z.string(), value: z.unknown() })).nullish(),
})
const Command = Named.extend({ type: z.number().nullish(), options: z.array(Option).nullish() })
type Named = z.infer<typeof Named>
type Command = z.infer<typeof Command>

/** What is wrong with the commands of an application beyond the schema. */
export function commandProblems(body: unknown): string[] {
  const read = z.array(Command).safeParse(body)
  if (!read.success) return ['not a list of commands']
  const names = read.data.map(({ name, type }) => `${type ?? 1} ${name}`)
  return [
    ...(new Set(names).size < names.length ? ['a command stands there twice'] : []),
    ...read.data.flatMap(problemsOf),
  ]
}

function problemsOf(command: Command): string[] {
  const options = command.options ?? []
  const isTyped = (command.type ?? 1) === 1
  const firstOptional = options.findIndex((option) => option.required !== true)
  const where = `command ${command.name}`
  return [
    ...(isTyped ? [command, ...options].flatMap(nameProblems) : []),
    ...(isTyped && !command.description ? [`${where}: has no description`] : []),
    ...(lengthOf(command) > maxCommandCharacters
      ? [`${where}: more than ${maxCommandCharacters} characters`]
      : []),
    ...(firstOptional >= 0 && options.slice(firstOptional).some(({ required }) => required === true)
      ? [`${where}: required options come first`]
      : []),
    ...options
      .filter(({ autocomplete, choices }) => autocomplete === true && (choices ?? []).length > 0)
      .map(({ name }) => `${where}: ${name} has choices and autocomplete`),
    ...twice(options).map((name) => `${where}: two options are called ${name}`),
  ]
}

function nameProblems({ name, name_localizations, description_localizations }: Named): string[] {
  const translated = Object.entries(name_localizations ?? {})
  const tags = [...translated.map(([tag]) => tag), ...Object.keys(description_localizations ?? {})]
  return [
    ...tags.filter((tag) => !locales.has(tag)).map((tag) => `${name}: ${tag} is no locale`),
    ...[name, ...translated.map(([, text]) => text)]
      .filter((text) => !namePattern.test(text) || text !== text.toLowerCase())
      .map((text) => `the name ${text}: lower case without spaces, at most 32 characters`),
  ]
}

/** Names that two options have in the same language. */
function twice(options: readonly Named[]): string[] {
  const tags = new Set(options.flatMap(({ name_localizations }) => Object.keys(name_localizations ?? {})))
  return ['', ...tags].flatMap((tag) => {
    const names = options.map(({ name, name_localizations }) => name_localizations?.[tag] ?? name)
    return names.filter((name, at) => names.indexOf(name) < at)
  })
}

/** Names, descriptions and values together, the longest language of each. */
function lengthOf(command: Command): number {
  const longest = (text: string | null | undefined, translations: z.infer<typeof Translations>): number =>
    Math.max((text ?? '').length, ...Object.values(translations ?? {}).map((other) => other.length))
  const named = (one: Named): number =>
    longest(one.name, one.name_localizations) + longest(one.description, one.description_localizations)
  return (command.options ?? []).reduce(
    (sum, option) =>
      sum +
      named(option) +
      (option.choices ?? []).reduce((all, { name, value }) => all + name.length + String(value).length, 0),
    named(command),
  )
}
