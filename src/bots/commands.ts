type ChatPlatform = 'slack' | 'discord'
type OptionName = 'topic' | 'code' | 'class'
export type CommandName = 'picks' | 'link' | 'shelf'

interface CommandOption {
  name: OptionName
  required: boolean
  /** Whether what may be chosen is offered while one types. */
  completes: boolean
  longest: number
}

interface Command {
  name: CommandName
  platforms: readonly ChatPlatform[]
  options: readonly CommandOption[]
}

/** The commands of both platforms, said once; their words are `command.*` and `option.*`. */
export const commands: readonly Command[] = [
  {
    name: 'picks',
    platforms: ['slack', 'discord'],
    options: [{ name: 'topic', required: false, completes: false, longest: 60 }],
  },
  {
    name: 'link',
    platforms: ['discord'],
    options: [{ name: 'code', required: false, completes: false, longest: 20 }],
  },
  {
    name: 'shelf',
    platforms: ['discord'],
    options: [{ name: 'class', required: true, completes: true, longest: 200 }],
  },
]
