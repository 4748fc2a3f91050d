import { createHmac, timingSafeEqual } from 'node:crypto'

/** Older and newer than this nothing is believed. */
const toleranceSeconds = 300

export interface Signed {
  body: Buffer
  signature: string | undefined
  timestamp: string | undefined
}

/**
 * Whether Slack signed this body lately: `v0=` and the HMAC-SHA256 of `v0:timestamp:body`.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function isFromSlack(
  secret: string,
  { body, signature, timestamp }: Signed,
  nowSeconds: number,
): boolean {
  if (signature === undefined || timestamp === undefined) return false
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')
  const [given, wanted] = [Buffer.from(signature), Buffer.from(`v0=${expected}`)]
  const isSame = given.length === wanted.length && timingSafeEqual(given, wanted)
  return (
    isSame && /^\d{1,12}$/.test(timestamp) && Math.abs(nowSeconds - Number(timestamp)) <= toleranceSeconds
  )
}
