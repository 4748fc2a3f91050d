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
  for (const tag of tags) {
    const wanted = tag?.split(/[-_]/)[0]?.toLowerCase()
    const spoken = languages.find((language) => language === wanted)
    if (spoken !== undefined) return spoken
  }
  return fallback
}
