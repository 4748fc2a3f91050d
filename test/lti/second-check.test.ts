import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import type { LtiRegistration } from '../../src/core/domain/courses/lti.ts'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import { claim, type Launch } from '../../src/lti/launch/id-token.ts'
import { ItemExists, type LtijsStore } from '../../src/lti/tool/ltijs.ts'
import { createSecondCheck } from '../../src/lti/tool/second-check.ts'

const registration = {
  ...{ registration_id: 'lms', issuer: 'https://lms.example', client_id: 'us' },
  ...{ auth_url: 'https://lms.example/auth', token_url: 'https://lms.example/token' },
} as LtiRegistration
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const soon = () => Math.floor(Date.now() / 1000) + 60

const launch = (more: Partial<Launch> = {}): Launch => ({
  ...{ messageType: 'LtiResourceLinkRequest', deploymentId: '1', sub: '2', roles: [], contextId: 'course' },
  ...{ custom: new Map(), locale: null, isActed: false, deepLinking: null, from: 0, until: soon() },
  offers: { members: null, score: null },
  ...more,
})
const claims = (more: Record<string, unknown> = {}) => ({
  ...{ iss: registration.issuer, aud: 'us', sub: '2', nonce: 'n', iat: soon() - 60, exp: soon() },
  ...{ [claim.version]: '1.3.0', [claim.messageType]: 'LtiResourceLinkRequest', [claim.deploymentId]: '1' },
  ...{ [claim.target]: 'https://tool.example', [claim.resourceLink]: { id: 'l' }, [claim.roles]: [] },
  [claim.context]: { id: 'course' },
  ...more,
})

/** A store that only counts nonces, as far as a test does not say otherwise. */
function aStore(more: Partial<LtijsStore> = {}): LtijsStore {
  const nonces = new Set<unknown>()
  return {
    setup: async () => {},
    Close: async () => {},
    Get: async () => false,
    async Insert(_key, _collection, { nonce }) {
      if (nonces.has(nonce)) throw new ItemExists('there')
      nonces.add(nonce)
    },
    Replace: async () => {},
    Modify: async () => {},
    Delete: async () => {},
    ...more,
  }
}

async function checked(
  token: Record<string, unknown>,
  { store = aStore(), as = launch() }: { store?: LtijsStore; as?: Launch } = {},
): Promise<void> {
  const text = await new SignJWT(token).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(privateKey)
  const passed = { token: text, state: 's', key: publicKey, registration, launch: as }
  await createSecondCheck(store, () => new Date()).check(passed)
}

test('takes what holds, with the key that our guard found, and ends the process at nobody’s wish', async () => {
  await checked(claims())
  expect(process.listenerCount('SIGINT')).toBe(0)
})

test.each([
  ['of a version that it does not know', { [claim.version]: '1.4.0' }],
  ['that is for somebody else', { aud: 'them' }],
  ['of another platform', { iss: 'https://other.example' }],
  ['without roles', { [claim.roles]: undefined }],
  ['without a resource', { [claim.resourceLink]: undefined }],
])('refuses a token %s, though our guard had let it through', async (_what, more) => {
  await expect(checked(claims(more))).rejects.toMatchObject({ name: 'Refusal', code: 'token_claims' })
})

test('refuses a token whose nonce it saw', async () => {
  const store = aStore()
  await checked(claims(), { store })
  await expect(checked(claims(), { store })).rejects.toMatchObject({ code: 'token_claims' })
})

test.each([
  ['person', launch({ sub: '3' })],
  ['course', launch({ contextId: 'another' })],
  ['deployment', launch({ deploymentId: '9' })],
])('refuses when it reads another %s than our guard did', async (_what, as) => {
  await expect(checked(claims(), { as })).rejects.toMatchObject({ code: 'token_claims' })
})

test.each(['Get', 'Insert', 'Replace'] as const)(
  'a database that fails in %s is no fault of the launch, and leaves nothing that nobody waits for',
  async (method) => {
    const away = async (): Promise<never> => {
      throw new ShelftalkError('unavailable', 'The database does not answer.')
    }
    const store = aStore({ [method]: away })
    await expect(checked(claims(), { store })).rejects.toMatchObject({ code: 'unavailable' })
  },
)

test('launches at once do not meet', async () => {
  const stores = Array.from({ length: 20 }, () => aStore())
  const all = await Promise.allSettled(
    stores.map((store, k) => checked(claims({ sub: `${k}` }), { store, as: launch({ sub: `${k % 10}` }) })),
  )
  expect(all.map((one) => one.status)).toEqual(
    Array.from({ length: 20 }, (_, k) => (k < 10 ? 'fulfilled' : 'rejected')),
  )
})

test.each([
  ['a visitor', { sub: undefined }, launch({ sub: null })],
  ['a token that is just over', { exp: soon() - 70 }, launch({ until: soon() - 70 })],
  ['a review of what was handed in', {}, launch({ messageType: 'LtiSubmissionReviewRequest' })],
])('%s is left to our guard', async (_what, more, as) => {
  await checked(claims(more), { as, store: aStore({ Insert: () => Promise.reject(new Error('asked')) }) })
})
