import type { LtiRegistration } from '../../core/domain/courses/lti.ts'
import { canvas } from './canvas.ts'
import type { PlatformFamily, SharedHosts } from './family.ts'

const plain: PlatformFamily = {
  ...{ omitsTarget: false, shared: [], parameters: {}, accountName: null },
  toolExtras: {},
  score: { extras: {}, looksFirst: true, older: [409], throttle: null },
  messageExtras: { LtiResourceLinkRequest: {}, LtiDeepLinkingRequest: {} },
}

const families: Readonly<Record<LtiRegistration['family'], PlatformFamily>> = {
  canvas: { ...plain, ...canvas },
  // Each site is an issuer of its own, with all its addresses on one host.
  moodle: plain,
  other: plain,
}

export const familyOf = (name: LtiRegistration['family']): PlatformFamily => families[name]

/** The family by what a platform calls its product. */
export const familyNamed = (product: string): LtiRegistration['family'] =>
  product === 'canvas' || product === 'moodle' ? product : 'other'

/** The platform of many schools that a host belongs to; null for a school's own. */
export const sharedAt = (host: string): SharedHosts | null =>
  Object.values(families)
    .flatMap(({ shared }) => shared)
    .find(({ hosts }) => hosts.includes(host)) ?? null
