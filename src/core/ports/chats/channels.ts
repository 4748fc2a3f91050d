import type { Channel } from '../../domain/people/account.ts'

/**
 * How a channel stands, as its platform says now. `own`: the school's alone. `not_own`: gone, closed to us, archived, or
 * open to people from outside. `unknown`: the platform did not say.
 */
export type ChannelStanding = 'own' | 'not_own' | 'unknown'

/** Asks the platform how a channel stands. Never throws. */
export type LookAtChannel = (channel: Channel) => Promise<ChannelStanding>
