// A share of the random slates, in a process of its own: SEED COUNT on the command line, the outcome to the parent.
import { runSlates } from './slates.ts'

const [seed, count] = process.argv.slice(2).map(Number)
process.send?.(await runSlates(seed ?? 0, count ?? 0), () => process.disconnect?.())
