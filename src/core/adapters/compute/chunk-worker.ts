import { type CoReadChunk, coReadChunk } from '../../ranking/co-reads.ts'
import { byExponent, type MemberWeights, memberChunk } from '../../ranking/members.ts'
import { serveWorker } from '../serve-worker.ts'
import type { ChunkTask } from './member-threads.ts'

serveWorker<ChunkTask, CoReadChunk | MemberWeights>(async (task) => {
  if (task.kind === 'co-reads') return { value: coReadChunk(task.ground, task.chunk, task.keptPerBook) }
  const { lists, member, chunk } = task
  const value = memberChunk(byExponent([lists]), member, chunk)
  return { value, transfer: [value.columns.buffer, value.values.buffer] as ArrayBuffer[] }
})
