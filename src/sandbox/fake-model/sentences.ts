import { z } from 'zod'

/** A pick, as far as this model cares to read the message that it is sent. */
export const Pick = z.object({
  id: z.string(),
  book: z.object({
    title: z.string(),
    authors: z.array(z.string()).default([]),
    subjects: z.array(z.string()).default([]),
    series: z.string().optional(),
  }),
  because: z.array(z.object({ title: z.string() })).default([]),
  facts: z.array(z.string()),
  shared_theme: z.string().optional(),
})
export type Pick = z.infer<typeof Pick>

/** A true sentence about a pick, made from what stands in its facts. */
export function sentenceAbout(pick: Pick): string {
  const { facts, because } = pick
  const [first, second] = because
  if (first === undefined) return aboutAnyReader(pick)
  const liked = facts.includes('because_liked')
  const did = liked ? 'liked' : 'have read'
  const named = second === undefined ? `“${first.title}”` : `“${first.title}” and “${second.title}”`
  if (facts.includes('next_in_series'))
    return `You ${did} “${first.title}”, so this is the next book in the series for you.`
  if (facts.includes('same_author') && pick.book.authors[0] !== undefined)
    return `You ${did} “${first.title}”, so try another book by ${pick.book.authors[0]}.`
  if (facts.includes('shared_theme') && pick.shared_theme !== undefined)
    return `You ${did} “${first.title}”, and this one is about ${pick.shared_theme} too.`
  if (facts.includes('close_by_text')) return `This one is close to “${first.title}”, which you ${did}.`
  if (facts.includes('like_chosen'))
    return `Few have read it yet; it is similar to books that readers of “${first.title}” chose.`
  return `You ${did} ${named}, and the same readers often pick this one.`
}

function aboutAnyReader({ book, facts }: Pick): string {
  const [theme] = book.subjects
  const [author] = book.authors
  const it = theme !== undefined ? `book about ${theme}` : author !== undefined ? `book by ${author}` : 'book'
  if (facts.includes('popular_in_grade'))
    return `Many readers in and around your grade have picked this ${it}.`
  if (facts.includes('popular_in_school')) return `Readers in your school often choose this ${it}.`
  if (facts.includes('well_rated')) return `Readers have rated this ${it} highly.`
  return `Something different to try: this ${it} waits on your library’s shelf.`
}
