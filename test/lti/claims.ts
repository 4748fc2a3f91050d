/** What a test makes of the claims of a launch that holds. */
export type Change = (claims: Record<string, unknown>) => Record<string, unknown>
export const without =
  (name: string): Change =>
  ({ [name]: _, ...rest }) =>
    rest
export const with_ =
  (name: string, value: unknown): Change =>
  (claims) => ({ ...claims, [name]: value })
export const shifted =
  (name: 'iat' | 'exp', seconds: number): Change =>
  (claims) => ({ ...claims, [name]: (claims[name] as number) + seconds })
export const shiftedBoth = (claims: Record<string, unknown>, seconds: number) =>
  shifted('iat', seconds)(shifted('exp', seconds)(claims))
