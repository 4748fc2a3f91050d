/** What a job counts while it runs; every number appears in its run. */
export type JobCounts = Record<string, number>

/** Runs one job for one school from its beginning; running it again must do no harm. */
export type Job = (schoolId: string) => Promise<JobCounts>
