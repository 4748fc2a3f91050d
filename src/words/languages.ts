export const languages = ['en', 'es', 'fr', 'de'] as const
export type Language = (typeof languages)[number]

/** Each language as its own speakers call it: whoever cannot read the page finds it by this. */
export const ownName = {
  en: 'English',
  es: 'Español',
  fr: 'Français',
  de: 'Deutsch',
} as const satisfies Record<Language, string>

const fallback: Language = 'en'

/** The first of these tags (`de`, `de-CH`, `de_AT`) whose language we speak, else English. Null: not known. */
export function firstSpoken(tags: readonly (string | null | undefined)[]): Language {
  const wanted = tags.map((tag) => tag?.split(/[-_]/)[0]?.toLowerCase())
  return wanted.flatMap((tag) => languages.find((language) => language === tag) ?? [])[0] ?? fallback
}
