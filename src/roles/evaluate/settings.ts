import { defaultSettings, type RankingSettings } from '../../core/ranking/settings.ts'
import { validationCuts } from '../../core/ranking/split.ts'
import { tune } from '../../core/ranking/tuning/tune.ts'
import type { EvaluationData } from './data.ts'
import type { EvaluateOptions } from './options.ts'

/** The settings that are measured, and where they come from. */
export interface EvaluatedSettings {
  settings: RankingSettings
  origin: string
}

/** The one place where settings come from: the training part alone, cut again in the same way; or the defaults. */
export async function settingsFor(
  { split, kind }: EvaluationData,
  { tuned, seed }: EvaluateOptions,
): Promise<EvaluatedSettings> {
  if (!tuned) return { settings: defaultSettings, origin: 'the defaults' }
  const { settings, report } = await tune(validationCuts(split.train, kind, seed), defaultSettings)
  const kept = report.kept.length === 0 ? '' : `, too few to choose: ${report.kept.join(', ')}`
  return {
    settings,
    origin: `chosen inside the training part by ${report.validationReaders} readers, ${report.dislikes} dislikes${kept}`,
  }
}
