export const picksDefault = 5
export const picksMax = 20
export const levels = ['easier', 'just-right', 'harder'] as const
export const themeMax = 60

/** Picks for each student, as a link in a course asks for them. */
export interface WantedPicks {
  mode: 'picks'
  limit: number
  level: 'easier' | 'just-right' | 'harder' | null
  theme: string | null
  /** Only books that can be borrowed now. */
  availableOnly: boolean
}

/** What a link in a course asks for: picks, or a reading list. */
export type Wanted = WantedPicks | { mode: 'list'; list_id: string }

type Custom = Readonly<Record<string, string>>

/** What the link asks for, as somebody may have edited it in the course; null when it makes no sense. */
export function wantedIn(custom: Custom): Wanted | null {
  const { st_mode = 'picks', st_list = '' } = custom
  if (st_mode === 'picks') return picksIn(custom)
  return st_mode === 'list' && /^[\w-]{1,64}$/.test(st_list) ? { mode: 'list', list_id: st_list } : null
}

function picksIn(custom: Custom): WantedPicks | null {
  const { st_count = String(picksDefault), st_level = '', st_themes = '', st_owned = '0' } = custom
  const limit = Number(st_count)
  const theme = st_themes.split(',')[0]?.trim() || null
  const level = levels.find((one) => one === st_level) ?? null
  const isWhole = Number.isInteger(limit) && limit >= 1 && limit <= picksMax
  const isSense = isWhole && (st_level === '' || level !== null) && /^[01]$/.test(st_owned)
  if (!isSense || (theme?.length ?? 0) > themeMax) return null
  return { mode: 'picks', limit, level, theme, availableOnly: st_owned === '1' }
}
