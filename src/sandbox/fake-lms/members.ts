// Who is in a course of the stand-in, told in pages.

/** Somebody as the platform tells of them: with a name and an address, whether or not a tool asked for those. */
export interface FakeMember {
  user_id: string
  roles: string[]
  status?: string
  [personal: string]: unknown
}

export interface FakeMembers {
  /** By course. */
  courses: Map<string, FakeMember[]>
  /** Members on a page at most, whatever is asked for. */
  pageSize: number
  /** Where a page says that the next one is, instead. */
  nextOf: ((page: number, url: string | null) => string | null) | null
  /** Addresses that were asked, in their order. */
  asked: string[]
  page(url: URL): { members: FakeMember[]; next: string | null } | null
}

const learner = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner'

export const aMember = (user_id: string, more: Partial<FakeMember> = {}): FakeMember => ({
  ...{ user_id, roles: [learner], status: 'Active' },
  ...{ name: `Name of ${user_id}`, given_name: 'Quibberly', family_name: 'Wonderstone' },
  ...{ email: `${user_id}@personal.example`, picture: `https://faces.example/${user_id}` },
  ...{ lis_person_sourcedid: `sourced-${user_id}` },
  ...more,
})

export function createFakeMembers(): FakeMembers {
  const made: FakeMembers = {
    ...{ courses: new Map(), pageSize: 50, nextOf: null, asked: [] },
    page(url) {
      made.asked.push(url.href)
      const all = made.courses.get(url.pathname.split('/').at(-1) ?? '')
      if (all === undefined) return null
      const size = Math.min(made.pageSize, Number(url.searchParams.get('limit') ?? made.pageSize))
      const page = Number(url.searchParams.get('page') ?? '1')
      const members = all.slice((page - 1) * size, page * size)
      const next = new URL(url)
      next.searchParams.set('page', String(page + 1))
      const usual = page * size < all.length ? next.href : null
      return { members, next: made.nextOf === null ? usual : made.nextOf(page, usual) }
    },
  }
  return made
}
