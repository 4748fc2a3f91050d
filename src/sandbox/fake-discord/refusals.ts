/** What goes back over HTTP. */
export interface Reply {
  status: number
  body?: unknown
}

/** A refusal in Discord's own form, thrown where it is found. */
export class Refusal extends Error {
  readonly reply: Reply
  constructor(status: number, code: number, message: string, more: object = {}) {
    super(message)
    this.reply = { status, body: { message, code, ...more } }
  }
}

/** The codes of "Opcodes and Status Codes: JSON" that this stand-in answers with. */
export const refusals = {
  unauthorized: () => new Refusal(401, 0, '401: Unauthorized'),
  notFound: () => new Refusal(404, 0, '404: Not Found'),
  unknownChannel: () => new Refusal(404, 10003, 'Unknown Channel'),
  unknownGuild: () => new Refusal(404, 10004, 'Unknown Guild'),
  unknownMember: () => new Refusal(404, 10007, 'Unknown Member'),
  unknownMessage: () => new Refusal(404, 10008, 'Unknown Message'),
  unknownUser: () => new Refusal(404, 10013, 'Unknown User'),
  unknownWebhook: () => new Refusal(404, 10015, 'Unknown Webhook'),
  unknownInteraction: () => new Refusal(404, 10062, 'Unknown interaction'),
  alreadyAcknowledged: () => new Refusal(400, 40060, 'Interaction has already been acknowledged.'),
  missingAccess: () => new Refusal(403, 50001, 'Missing Access'),
  notTheAuthor: () => new Refusal(403, 50005, 'Cannot edit a message authored by another user'),
  emptyMessage: () => new Refusal(400, 50006, 'Cannot send an empty message'),
  dmsClosed: () => new Refusal(403, 50007, 'Cannot send messages to this user'),
  missingPermissions: () => new Refusal(403, 50013, 'Missing Permissions'),
  invalidWebhookToken: () => new Refusal(401, 50027, 'Invalid Webhook Token'),
  invalidBody: (problems: readonly string[]) =>
    new Refusal(400, 50035, 'Invalid Form Body', {
      errors: { _errors: problems.map((message) => ({ code: 'BASE_TYPE_BAD', message })) },
    }),
} as const
