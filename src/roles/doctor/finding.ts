/** One thing that was looked at. `advice` says what to do; without it nothing needs doing. */
export interface Finding {
  what: string
  advice?: string
}

export const buriedFinding = (events: number): Finding => ({
  what: `Dead letters: ${events} events could not be applied.`,
  advice: 'Read why in the log or in their reasons, mend it, then run the role replay.',
})
