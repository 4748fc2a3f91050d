/** Markup that may be put into markup as it is. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | null | Markup | readonly Markup[]

/** Markup with parts filled in: whatever is not markup itself is shown as the letters that it is. */
export function html(parts: TemplateStringsArray, ...filled: readonly Part[]): Markup {
  return new Markup(parts.reduce((text, part, at) => `${text}${written(filled[at - 1] ?? null)}${part}`))
}

function written(part: Part): string {
  if (part === null) return ''
  if (part instanceof Markup) return part.text
  if (Array.isArray(part)) return part.map(written).join('\n')
  return shown(String(part)).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** Without what turns the direction of text around, and without what no page may hold. */
const shown = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ')
