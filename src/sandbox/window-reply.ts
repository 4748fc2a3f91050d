import { readFile } from 'node:fs/promises'

/** What a window for people on this machine answers. */
export interface WindowReply {
  status: number
  type: string
  text: string
  /** Where the browser goes instead. */
  location?: string
}

const loopback = /^(127\.0\.0\.1|localhost)(:\d+)?$/

/** Null for whoever is on this machine. A page elsewhere may have a name point here; it does not get in. */
export const refusedHost = (host: string): WindowReply | null =>
  loopback.test(host) ? null : { status: 403, type: 'text/plain', text: 'This page is for this machine.' }

export const asJson = (status: number, value: unknown): WindowReply => ({
  ...{ status, type: 'application/json', text: JSON.stringify(value) },
})

/** A page that lies beside the code. */
export const asPage = async (file: URL): Promise<WindowReply> => ({
  ...{ status: 200, type: 'text/html', text: await readFile(file, 'utf8') },
})
