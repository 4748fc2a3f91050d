import { z } from 'zod'
import type { LtiRoster, LtiRosterMember } from '../../core/domain/courses/lti-advantage.ts'
import type { DueLtiCourse } from '../../core/flows/courses/lti-rosters.ts'
import type { OutgoingAnswer } from '../../core/ports/outgoing.ts'
import { jsonIn } from './access-tokens.ts'
import { originIn, type ServiceClient } from './client.ts'
import { ServiceFailure } from './failure.ts'
import { scopes } from './scopes.ts'

const container = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json'
/** Asked of the first page, so that no answer grows beyond what is read; the next ones are the platform's own business. */
const pageSize = 100
const maxPages = 500
const maxMembers = 20_000
const longestMs = 120_000

/** Of a member nothing else is read: names and addresses that a platform sends along end here. */
const Page = z.object({
  members: z.array(
    z.object({
      user_id: z.union([z.string().min(1).max(255), z.int().transform(String)]),
      roles: z.array(z.string()).default([]),
      status: z.string().nullish(),
    }),
  ),
})

/** Reads who is in a course, page by page, to the end. Throws `ServiceFailure`. */
export async function readRoster(
  client: ServiceClient,
  due: DueLtiCourse,
  clock: () => Date,
): Promise<LtiRoster> {
  const began = clock()
  const { members_url } = due.course
  const seen = new Set<string>()
  const members = new Map<string, LtiRosterMember>()
  let url: string | null = withLimit(members_url)
  while (url !== null && !seen.has(url)) {
    // A page that leads to another origin would have the token sent there.
    if (originIn(url) !== originIn(members_url)) throw new ServiceFailure('foreign_address')
    const isTooLong = seen.size >= maxPages || members.size >= maxMembers
    if (isTooLong || clock().getTime() - began.getTime() > longestMs) throw new ServiceFailure('too_long')
    seen.add(url)
    const answer = await client.request(due, {
      method: 'GET',
      url,
      scopes: [scopes.roster],
      accept: container,
    })
    for (const member of membersOf(answer)) merge(members, member)
    url = answer.next
  }
  // Pages that lead in a circle may have left some out, and no course is empty: nobody is taken for having left then.
  const isWhole = url === null && members.size > 0
  return { members: [...members.values()], isWhole, began }
}

function membersOf(answer: OutgoingAnswer): LtiRosterMember[] {
  const { status } = answer
  if (status >= 500 || status === 429) throw new ServiceFailure('platform_away')
  if (status === 401 || status === 403) throw new ServiceFailure('not_permitted')
  if (status === 404) throw new ServiceFailure('not_found')
  const page = Page.safeParse(status === 200 ? jsonIn(answer) : null)
  if (!page.success) throw new ServiceFailure('not_understood')
  return page.data.members.map(({ user_id: sub, roles, status: standing }) => ({
    ...{ sub, roles },
    isActive: (standing ?? 'Active') === 'Active',
  }))
}

/** Somebody who is there twice is in the course if either says so, with the roles of both. */
function merge(members: Map<string, LtiRosterMember>, member: LtiRosterMember): void {
  const before = members.get(member.sub)
  if (before === undefined || (member.isActive && !before.isActive)) members.set(member.sub, member)
  else if (member.isActive)
    members.set(member.sub, { ...before, roles: [...new Set([...before.roles, ...member.roles])] })
}

function withLimit(text: string): string {
  if (!URL.canParse(text)) throw new ServiceFailure('foreign_address')
  const url = new URL(text)
  if (!url.searchParams.has('limit')) url.searchParams.set('limit', String(pageSize))
  return url.href
}
