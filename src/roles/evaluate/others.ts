import { basename } from 'node:path'
import {
  type Baseline,
  type BaselineSettings,
  popularity,
  tuneBaselines,
  tunedBaselines,
} from '../../core/ranking/baselines/tuned.ts'
import type { EvaluationData } from './data.ts'
import { readLists } from './lists-file.ts'
import type { EvaluateOptions } from './options.ts'

/** What ours is compared to, and with which settings or from which file. */
export interface Others {
  systems: Baseline[]
  facts: string[]
}

/** Popularity always; other programs' lists and tuned baselines as the options say. */
export async function othersFor(data: EvaluationData, options: EvaluateOptions): Promise<Others> {
  const systems = [popularity(data.split)]
  const facts: string[] = []
  if (options.baselines) {
    const settings = tuneBaselines(data.split, { kind: data.kind, seed: options.seed })
    systems.push(...tunedBaselines(data.split, settings))
    facts.push(`baselines ${inWords(settings)}`)
  }
  for (const file of options.versus) {
    const { hash, ...theirs } = await readLists(file, data)
    systems.push(theirs)
    facts.push(`lists     ${hash}  ${basename(file)}`)
  }
  return { systems, facts }
}

function inWords({ countDislikes, cosine, ease }: BaselineSettings): string {
  const { exponent, shrink, sourcesPerTarget } = cosine
  const dislikes = countDislikes ? 'counted like others' : 'left out'
  const exact =
    ease === undefined
      ? 'EASE left out, too many readers'
      : `EASE lambda ${ease.lambda}, its share in the blend ${ease.shareInBlend}`
  return `cosine exponent ${exponent}, shrink ${shrink}, best ${sourcesPerTarget} a target; ${exact}; disliked books ${dislikes}`
}
