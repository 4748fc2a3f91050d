/** What a job counts while it runs; every number appears in its run. */
export type JobCounts = Record<string, number>

/**
 * Runs one job for one school. What it answers is added to what its steps counted. It may be stopped anywhere and is
 * run again then: steps that are done are not done again, and doing the rest twice must do no harm.
 */
export type Job = (schoolId: string, run: JobProgress) => Promise<JobCounts>

/** Where a job finds what earlier attempts of its run got done, and says what this one does. */
export interface JobProgress {
  /** Does a step of this name, unless an earlier attempt finished it; what it answers is counted. */
  step(name: string, work: (part: StepProgress) => Promise<JobCounts>): Promise<void>
}

export interface StepProgress {
  /** Where an earlier attempt left this step; null at its beginning. */
  readonly cursor: string | null
  /** The step stands here, and counted so much since it said so last: a killed run goes on from here. */
  reached(cursor: string, counts: JobCounts): Promise<void>
}
