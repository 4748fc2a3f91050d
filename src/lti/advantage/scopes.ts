const ags = 'https://purl.imsglobal.org/spec/lti-ags/scope/'

/** What access tokens are asked for. */
export const scopes = {
  roster: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
  score: `${ags}score`,
  results: `${ags}result.readonly`,
} as const
