import type { LtiServiceChoice } from '../../core/domain/courses/lti-advantage.ts'
import { scopes } from '../advantage/scopes.ts'
import type { PlatformFamily } from './family.ts'

const extension = 'https://canvas.instructure.com/lti/'
const courseNavigation = { placements: ['course_navigation'] }
const linkSelection = { placements: ['link_selection', 'editor_button'] }
/** Hosted Canvas says it is one issuer for all schools, and asks for launches on another host; beta and test likewise. */
const hosted = (environment: string) => ({
  hosts: [`canvas.${environment}instructure.com`, `sso.${environment}canvaslms.com`],
  customers: `.${environment}instructure.com`,
})

const parameters = {
  context_history: '$Context.id.history',
  high_contrast: '$Canvas.user.prefersHighContrast',
  pm_token: '$com.instructure.PostMessageToken',
  acted_by: '$Canvas.masqueradingUser.userId',
} as const

export const canvas = {
  omitsTarget: true,
  parameters,
  shared: [hosted(''), hosted('beta.'), hosted('test.')],
  toolExtras: { [`${extension}privacy_level`]: 'anonymous', [`${extension}tool_id`]: 'shelftalk' },
  messageExtras: {
    LtiResourceLinkRequest: {
      ...courseNavigation,
      [`${extension}course_navigation/default_enabled`]: false,
      [`${extension}visibility`]: 'members',
    },
    LtiDeepLinkingRequest: linkSelection,
  },
  accountName: `${extension}account_name`,
  score: {
    extras: {
      // By default a score is a new submission, one without points takes the grade away, and one with points a teacher's.
      [`${extension}submission`]: {
        ...{ new_submission: false, preserve_score: true, prioritize_non_tool_grade: true },
      },
    },
    looksFirst: false,
    older: [400, 409],
    throttle: /rate limit exceeded/i,
  },
} as const satisfies Partial<PlatformFamily>

/**
 * What an admin pastes into Canvas to install the tool that answers at `origin`. It asks for nothing personal, and for the
 * services that the school turned on.
 */
export function canvasConfiguration(origin: string, { roster, scores }: LtiServiceChoice): unknown {
  const { hostname } = new URL(origin)
  const [launch, deepLink] = [`${origin}/lti/launch`, `${origin}/lti/deep-link`]
  const icon_url = `${origin}/lti/icon.svg`
  const linking = { message_type: 'LtiDeepLinkingRequest', target_link_uri: deepLink }
  const wanted = [...(roster ? [scopes.roster] : []), ...(scores ? [scopes.score] : [])]
  return {
    ...{ title: 'Shelftalk', description: 'Book picks from your school library' },
    ...{ oidc_initiation_url: `${origin}/lti/login`, target_link_uri: launch },
    ...{ public_jwk_url: `${origin}/lti/jwks`, scopes: wanted },
    custom_fields: parameters,
    extensions: [
      {
        ...{ domain: hostname, tool_id: 'shelftalk', platform: 'canvas.instructure.com' },
        privacy_level: 'anonymous',
        settings: {
          ...{ text: 'Books', icon_url, selection_width: 800, selection_height: 600 },
          placements: [
            {
              ...{ placement: 'course_navigation', message_type: 'LtiResourceLinkRequest' },
              ...{ target_link_uri: launch, default: 'disabled', visibility: 'members' },
              display_type: 'full_width_in_context',
            },
            { placement: 'link_selection', ...linking },
            { placement: 'editor_button', ...linking, icon_url },
            ...(scores ? [{ placement: 'assignment_selection', ...linking }] : []),
          ],
        },
      },
    ],
  }
}
