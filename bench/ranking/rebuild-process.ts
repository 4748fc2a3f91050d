// Builds the graph of invented events once, in a process of its own so that its memory is its own, and prints what it took.
//
//   rebuild-process.ts READERS BOOKS EVENTS
import { readFileSync } from 'node:fs'
import { createGraphBuilder } from '../../src/core/adapters/compute/graph-builder.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'
import { inventEvents } from './invent.ts'

const [readers = 0, books = 0, events = 0] = process.argv.slice(2).map(Number)
const input = inventEvents({ readers, books, events })
const counted = input.books.length
const builder = createGraphBuilder()
const startedAt = performance.now()
const before = process.cpuUsage()
const built = await builder.build(input, defaultSettings)
const seconds = (performance.now() - startedAt) / 1000
const cpu = process.cpuUsage(before)
await builder.close()
const peakKilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
console.log(
  JSON.stringify({
    events: counted,
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakMegabytes: Number(peakKilobytes) / 1024,
    weights: built.weights.length,
  }),
)
