/** What goes first in a channel's queue. */
export const postPriority = { interactive: 1, share: 2, edit: 3, digest: 4 } as const
export type PostPriority = keyof typeof postPriority

/**
 * queued: not sent yet. sending: on its way; when its lease ends, whether it arrived is in doubt. sent. unknown: it may
 * have arrived, and somebody must look. refused, expired: it never will. parked: the installation is disabled.
 */
export type PostState = 'queued' | 'sending' | 'sent' | 'unknown' | 'refused' | 'expired' | 'parked'

/** Ours, for a channel or one account: beyond, the oldest digests give way. */
export const maxQueuedPosts = 500
/** A channel takes one message in this time. */
export const channelIntervalMs = 1_000
/** One message is edited no more often. */
export const editIntervalMs = 2_000
/** While a post is on its way nobody else sends it. */
export const postLeaseMs = 30_000
export const maxPostAttempts = 8
/** How far back emoji under our posts are compared with the platform. */
export const reconcileDays = 14
/** Likes that nobody can see are told only of so many people together. */
export const fewestLikes = 5

const firstPauseMs = 1_000
const longestPauseMs = 300_000

/** How long a post waits after so many failures. */
export const pauseAfter = (attempts: number): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, attempts - 1))
