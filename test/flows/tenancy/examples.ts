// One row of each kind, by the name of the school that it is made for.
import { uuidv7 } from 'uuidv7'

export const noon = new Date('2026-03-02T12:00:00.000Z')

export const issuer = 'https://id.example'
export const aTeacher = (name: string) => ({
  ...{ person_id: `${name}-t1`, role: 'teacher' as const, name: 'Ms. Ode' },
  email: `${name}@school.example`,
})
export const aProvider = (provider_id: string) => ({
  ...{ provider_id, label: 'Google', issuer, client_id: 'c', client_secret: null },
  ...{ email_domains: ['school.example'], student_claim: null },
})
export const aSpace = (name: string) => ({ platform: 'slack' as const, tenant: `${name}-team` })
export const anAccount = (name: string) => ({ ...aSpace(name), account_id: `${name}-account` })
export const aChannel = (name: string) => ({ ...aSpace(name), channel_id: `${name}-channel` })
export const aCode = (name: string, person_id = `${name}-t1`) => ({
  ...{ person_id, platform: 'slack' as const, code_hash: `${name}-code` },
})
export const aPost = (name: string) => ({
  ...{
    ...aChannel(name),
    post_id: `${name}-post`,
    account_id: null,
    class_id: `${name}-6a`,
    book_id: `${name}-b1`,
  },
  ...{ asked_by: `${name}-account`, priority: 'share' as const, body: { heading: name } },
})
export const sending = { now: noon, leaseUntil: new Date('2100-01-01') }
export const sentAs = (name: string) => ({
  ...{ state: 'sent' as const, sent_version: 1, message_id: `${name}-message`, dueAt: noon, at: noon },
})
export const aButton = (name: string) => ({
  ...{ ...aSpace(name), button_id: `${name}-button`, person_id: `${name}-t1`, reader_id: `${name}-ada` },
  ...{
    book_id: `${name}-b1`,
    class_id: `${name}-6a`,
    post_id: `${name}-post`,
    book_ids: null,
    slate_id: null,
    week: null,
  },
})
export const aDigest = (name: string) => ({
  ...{ ...anAccount(name), person_id: `${name}-t1`, week: '2026-W10', due_at: noon },
})
export const chosen = { language: 'fr', time_zone: 'Asia/Tokyo', digest: 'on' as const, since: noon }
export const aMark = (name: string) => ({
  ...{ post_id: `${name}-post`, person_id: `${name}-t1`, emoji: '+1', present: true, order_at: 1 },
})
export const aPlatform = (name: string) => ({
  ...{
    registration_id: `${name}-lms`,
    issuer: `https://${name}.example`,
    client_id: 'c',
    family: 'other' as const,
  },
  ...{
    auth_url: 'https://a',
    token_url: 'https://t',
    jwks_url: 'https://j',
    frame_origins: [],
    require_sub: false,
  },
  ...{ account_key: 'sealed', withheld: [] },
})
export const anInvite = (name: string) => ({
  code_hash: `${name}-invite`,
  roster: false,
  scores: false,
  invited_by: `${name}-t1`,
})
export const anHour = { now: noon, expiresAt: new Date('2100-01-01'), most: 20 }
export const aLaunch = (name: string, school_id: string) => ({
  ...{ state_hash: `${name}-state`, public_id: `${name}-launch`, school_id, registration_id: `${name}-lms` },
  ...{
    state: 's',
    nonce: 'n',
    deployment_id: null,
    target: 't',
    login_hint: 'h',
    message_hint: null,
    storage_target: null,
  },
  ...{ proof_hash: 'p', expires_at: '2100-01-01T00:00:00.000Z' },
})
export const anLtiSession = (name: string, school_id: string) => ({
  ...{ session_hash: `${name}-lti`, proof_hash: 'p', school_id, registration_id: `${name}-lms` },
  ...{
    account_id: null,
    role: 'visitor' as const,
    context_id: null,
    custom: {},
    locale: null,
    csrf_token: 'c',
    acted: false,
    deep_linking: null,
    opened_at: noon.toISOString(),
    line_item: null,
  },
})
export const aMarkIn = (name: string) => ({ course_id: `${name}-course`, event_id: uuidv7(), at: noon })
export const noTotals = {
  ...{ voted: 5, voted_at: noon.toISOString(), up: 0, down: 0, split_at: null, read: 0, read_at: null },
}
export const aList = (name: string) => ({
  ...{ list_id: `${name}-list`, course_id: `${name}-course`, root_id: `${name}-list` },
  ...{ title: `${name} list`, book_ids: [`${name}-b1`] },
})
export const aCourse = (name: string) => ({
  ...{ registration_id: `${name}-lms`, context_id: `${name}-course`, members_url: 'https://m' },
})
export const aScore = (name: string) => ({
  ...{ registration_id: `${name}-lms`, account_id: `${name}-account`, line_item: 'https://l' },
})
export const services = { roster: true, scores: true, token_audience: null, origins: [] }
export const until = { now: noon, expiresAt: new Date('2100-01-01') }
export const aSession = (name: string, person_id = `${name}-t1`) => ({
  ...{
    session_id: `${name}-session`,
    person_id,
    role: 'teacher',
    secret_hash: `${name}-secret`,
    csrf_token: 'c',
  },
  ...{ created_at: noon.toISOString(), renewed_at: noon.toISOString(), seen_at: noon.toISOString() },
})
