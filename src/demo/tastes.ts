import type { DemoBook } from './catalogue.ts'

/** A latent interest of an invented student: books that share its genres or themes please. */
export interface Taste {
  genres: readonly string[]
  themes: readonly string[]
  /** The grades in which it is usual. */
  grades: readonly [number, number]
}

/** Interests that children's librarians would know at once. */
export const tastes: readonly Taste[] = [
  { genres: ['Fantasy'], themes: ['dragons', 'magic', 'quests'], grades: [2, 12] },
  {
    genres: ['Fantasy', 'Fairy tale'],
    themes: ['mythology', 'greek myths', 'heroes', 'monsters'],
    grades: [3, 10],
  },
  { genres: ['Humour'], themes: ['humour', 'mischief', 'school life'], grades: [1, 8] },
  { genres: ['Humour', 'Graphic novel'], themes: ['diaries', 'humour', 'superheroes'], grades: [1, 8] },
  { genres: ['Animals'], themes: ['animals', 'dogs', 'cats', 'talking animals'], grades: [1, 9] },
  { genres: ['Mystery'], themes: ['detectives', 'puzzles', 'secrets', 'crime'], grades: [2, 12] },
  { genres: ['Adventure'], themes: ['spies', 'survival', 'travel', 'treasure', 'islands'], grades: [2, 11] },
  { genres: ['Non-fiction'], themes: ['science', 'space', 'inventions', 'maths'], grades: [1, 12] },
  {
    genres: ['Biography', 'Historical'],
    themes: ['history', 'women in history', 'civil rights'],
    grades: [2, 12],
  },
  { genres: ['Historical'], themes: ['world war ii', 'war', 'refugees', 'courage'], grades: [4, 12] },
  { genres: ['Science fiction'], themes: ['dystopia', 'rebellion', 'power'], grades: [6, 12] },
  {
    genres: ['Science fiction'],
    themes: ['robots', 'time travel', 'space', 'parallel worlds'],
    grades: [2, 12],
  },
  { genres: ['Horror'], themes: ['ghosts', 'monsters', 'courage'], grades: [3, 12] },
  {
    genres: ['Sports'],
    themes: ['sports', 'football', 'teamwork', 'perseverance'],
    grades: [2, 12],
  },
  { genres: ['Realistic'], themes: ['friendship', 'family', 'siblings', 'feelings'], grades: [1, 10] },
  {
    genres: ['Realistic', 'Romance'],
    themes: ['first love', 'growing up', 'identity', 'mental health'],
    grades: [7, 12],
  },
  { genres: ['Graphic novel'], themes: ['art', 'identity', 'friendship'], grades: [2, 12] },
  { genres: ['Poetry'], themes: ['poetry', 'words', 'music', 'writing'], grades: [1, 12] },
  { genres: ['Classic'], themes: ['orphans', 'imagination', 'family'], grades: [4, 12] },
  {
    genres: ['Picture book', 'Animals'],
    themes: ['imagination', 'kindness', 'food', 'nature'],
    grades: [1, 3],
  },
]

/** How much a book pleases somebody with these interests: 0 (not at all) to about 1.6 (made for them). */
export function affinity(book: DemoBook, interests: readonly Taste[]): number {
  const each = interests.map((taste) => {
    const genre = book.genre !== null && taste.genres.includes(book.genre) ? 0.55 : 0
    const shared = book.themes.filter((theme) => taste.themes.includes(theme)).length
    return genre + Math.min(2, shared) * 0.4
  })
  const [best = 0, second = 0] = each.sort((a, b) => b - a)
  return best + second * 0.3
}
