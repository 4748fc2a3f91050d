import { type MemberWeights, membersOfChunk } from '../../ranking/members.ts'
import { serveWorker } from '../serve-worker.ts'
import type { ChunkTask } from './member-threads.ts'

serveWorker<ChunkTask, MemberWeights[]>(async ({ grounds, members, chunk }) => {
  const value = membersOfChunk(grounds, members, chunk)
  const transfer = value.flatMap(({ columns, values }) => [columns.buffer, values.buffer] as ArrayBuffer[])
  return { value, transfer }
})
