import type { Caller } from '../../core/domain/people/permissions.ts'
import type { BotFlows } from '../flows.ts'
import { discordChoiceNameMax, discordChoicesMax } from '../limits.ts'
import { safeText } from '../safe-text.ts'

const classesMax = 200

/** The classes of the person whose names hold the words typed so far. */
export async function classChoices(
  flows: Pick<BotFlows, 'listClasses'>,
  caller: Caller,
  words: string,
): Promise<{ name: string; value: string }[]> {
  const classes = await flows.listClasses(caller, { limit: classesMax, after: null })
  const wanted = words.toLocaleLowerCase()
  return classes
    .filter(({ name }) => name.toLocaleLowerCase().includes(wanted))
    .slice(0, discordChoicesMax)
    .map(({ name, class_id }) => ({
      name: safeText(name, { max: discordChoiceNameMax, escaped: (text) => text }),
      value: class_id,
    }))
}
