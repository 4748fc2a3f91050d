import type { StoredBook } from '../core/domain/lists/book.ts'
import type { Caller } from '../core/domain/people/permissions.ts'
import type { Reader, SchoolClass } from '../core/domain/people/reader.ts'
import type { CoverFlow } from '../core/flows/catalogue/covers.ts'
import type { ChatButtonFlow } from '../core/flows/chats/chat-buttons.ts'
import type { ChatInstallationFlow } from '../core/flows/chats/chat-installations.ts'
import type { ChatPostFlow } from '../core/flows/chats/chat-posts.ts'
import type { ChatRequestFlow } from '../core/flows/chats/chat-requests.ts'
import type { ClassShelf, ShelfWanted } from '../core/flows/chats/chat-shelf.ts'
import type { ChatVoteFlow } from '../core/flows/chats/chat-votes.ts'
import type { ConnectionFlow } from '../core/flows/chats/connections.ts'
import type { DigestFlow } from '../core/flows/chats/digests.ts'
import type { GatewayLeaseFlow } from '../core/flows/chats/gateway-lease.ts'
import type { SpaceFlow } from '../core/flows/chats/spaces.ts'
import type { ListWanted } from '../core/flows/lists/recommend.ts'
import type { Why, WhyWanted } from '../core/flows/lists/why.ts'
import type { LinkFlow } from '../core/flows/people/links.ts'

/** What chats need beside what every surface has. */
export interface ChatFlows {
  requests: ChatRequestFlow
  posts: ChatPostFlow
  buttons: ChatButtonFlow
  votes: ChatVoteFlow
  installations: ChatInstallationFlow
  digests: DigestFlow
  covers: CoverFlow
  /** A shelf for a class of the caller's; throws `not_found` for any other. */
  classShelf(caller: Caller, wanted: ShelfWanted): Promise<ClassShelf>
}

/** What the bots may ask of the core: each flow bound to its ports already. */
export interface BotFlows {
  chat: ChatFlows
  links: LinkFlow
  spaces: Pick<SpaceFlow, 'spaceOf' | 'claimSpace' | 'channelClassOf' | 'listChannels'>
  connections: Pick<ConnectionFlow, 'noteConnection'>
  gatewayLease: GatewayLeaseFlow
  recommend(caller: Caller, wanted: ListWanted): Promise<{ body: Buffer }>
  whyBook(caller: Caller, wanted: WhyWanted): Promise<Why>
  readBook(
    caller: Caller,
    bookId: string,
  ): Promise<Pick<StoredBook, 'book_id' | 'title' | 'authors' | 'copies_available'>>
  /** Where a platform fetches the cover of a book; null where it can fetch none. */
  coverAddress(caller: Pick<Caller, 'school_id'>, bookId: string): string | null
  listStudents(
    caller: Caller,
    wanted: { query: string; class_id: string | null; limit: number; after: string | null },
  ): Promise<Reader[]>
  readStudent(caller: Caller, studentId: string): Promise<Reader>
  listClasses(
    caller: Caller,
    page: { limit: number; after: string | null },
  ): Promise<(SchoolClass & { students: number })[]>
}
