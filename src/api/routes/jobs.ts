import { endpoint } from '../endpoint.ts'
import { id, listOf, Run, runView } from '../schemas.ts'
import { z } from '../zod.ts'

const tag = 'Jobs'

const listJobs = endpoint({
  method: 'get',
  path: '/jobs',
  operationId: 'listJobs',
  tag,
  summary: 'Jobs with their last runs',
  answer: {
    status: 200,
    description: 'All jobs.',
    schema: listOf(z.object({ job: z.string(), last_runs: z.array(Run) })),
  },
  async handle({ flows }, { caller }) {
    const jobs = await flows.listJobs(caller)
    return { items: jobs.map(({ job, last_runs }) => ({ job, last_runs: last_runs.map(runView) })) }
  },
})

const startJob = endpoint({
  method: 'post',
  path: '/jobs/{name}/runs',
  operationId: 'startJob',
  tag,
  summary: 'Starts a job now',
  params: z.strictObject({ name: id('The job.') }),
  answer: {
    status: 202,
    description: 'It will run, whatever happens.',
    schema: z.object({ run_id: z.string() }),
  },
  handle: ({ flows }, { caller, params }) => flows.startJob(caller, params.name),
})

const readRun = endpoint({
  method: 'get',
  path: '/jobs/runs/{run_id}',
  operationId: 'readRun',
  tag,
  summary: 'One run of a job',
  params: z.strictObject({ run_id: id('The run.') }),
  answer: { status: 200, description: 'Its state.', schema: Run },
  handle: async ({ flows }, { caller, params }) => runView(await flows.readRun(caller, params.run_id)),
})

export const jobs = [listJobs, startJob, readRun]
