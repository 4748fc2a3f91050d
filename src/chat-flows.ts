import { randomBytes } from 'node:crypto'
import type { ChatFlows } from './bots/flows.ts'
import { createCovers } from './core/flows/catalogue/covers.ts'
import { createChatButtons } from './core/flows/chats/chat-buttons.ts'
import { createChatInstallations } from './core/flows/chats/chat-installations.ts'
import { createChatPosts } from './core/flows/chats/chat-posts.ts'
import { createChatRequests } from './core/flows/chats/chat-requests.ts'
import { classShelf } from './core/flows/chats/chat-shelf.ts'
import { createChatVotes } from './core/flows/chats/chat-votes.ts'
import { createDigests } from './core/flows/chats/digests.ts'
import type { createFeedback } from './core/flows/lists/feedback.ts'
import type { Core } from './core/ports/core.ts'
import type { DigestCheck, KeyedDigest, Sealed } from './core/ports/sealed.ts'

/** 22 characters of base64url: 128 bits that nobody guesses. */
const newButtonId = (): string => randomBytes(16).toString('base64url')

/** Binds the flows of chats to the core. */
export function bindChatFlows(
  core: Core,
  { sealed, keyedDigest, isDigest }: { sealed: Sealed; keyedDigest: KeyedDigest; isDigest: DigestCheck },
  feedback: ReturnType<typeof createFeedback>,
): ChatFlows {
  const withKeys = { ...core, sealed, keyedDigest }
  const posts = createChatPosts(core)
  return {
    requests: createChatRequests(withKeys),
    posts,
    buttons: createChatButtons({ ...withKeys, newButtonId }),
    votes: createChatVotes({ ...core, give: feedback.give, onEdited: posts.wake }),
    installations: createChatInstallations(withKeys),
    digests: createDigests({ ...core, onQueued: posts.wake }),
    covers: createCovers({ ...withKeys, isDigest }),
    classShelf: (...args) => classShelf(core, ...args),
  }
}
