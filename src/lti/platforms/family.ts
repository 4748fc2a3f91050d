// What one family of platforms does otherwise than another, as data: nothing outside this folder asks which one it is.

/** Kinds of messages that the tool registers for. */
export type RegisteredMessage = 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest'

/** Hosts that are one platform together. */
export interface SharedHosts {
  /** Where issuer and addresses may stand, each for any other. */
  hosts: readonly string[]
  /** How the hosts of its customers end, at which it is registered and which frame us. */
  customers: string
}

/** How it takes scores. */
export interface ScoreManners {
  /** What goes along with a score. */
  extras: Readonly<Record<string, unknown>>
  /** A grade that is there would be overwritten: it is looked for first, and where it may not be, nothing is sent. */
  looksFirst: boolean
  /** Answers that may mean that a later score is there. */
  older: readonly number[]
  /** What an answer 403 holds that means too many requests; null when it has other ways to say so. */
  throttle: RegExp | null
}

export interface PlatformFamily {
  /** Whether it may leave out where a launch leads. */
  omitsTarget: boolean
  /** Platforms that many schools share. */
  shared: readonly SharedHosts[]
  /** Parameters that it fills in at each launch, by the tool's names for them. */
  parameters: Readonly<Record<string, string>>
  /** What a registration tells it of the tool, and of each kind of message, beyond the standard. */
  toolExtras: Readonly<Record<string, unknown>>
  messageExtras: Readonly<Record<RegisteredMessage, Readonly<Record<string, unknown>>>>
  /** Where its configuration names the school; null when it does not. */
  accountName: string | null
  score: ScoreManners
}
