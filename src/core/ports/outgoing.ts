export interface OutgoingRequest {
  method: 'GET' | 'POST'
  /** An absolute address that came from outside. */
  url: string
  headers?: Readonly<Record<string, string>>
  body?: string
}

export interface OutgoingAnswer {
  status: number
  /** The media type without parameters, in small letters; empty when none was said. */
  type: string
  /** Of the header Cache-Control, in seconds; null when it says nothing. */
  maxAgeSeconds: number | null
  /** What the other side's clock showed; null when it told nothing. */
  date: Date | null
  /** Of the header Link with rel="next"; null when there is none. */
  next: string | null
  text: string
}

/**
 * Requests to addresses that somebody outside chose: https to public addresses only, whatever a name resolves to; no
 * redirect is followed; bounded in time and size. Throws `unavailable` with what went wrong; never inside a transaction.
 */
export interface Outgoing {
  request(request: OutgoingRequest): Promise<OutgoingAnswer>
}
