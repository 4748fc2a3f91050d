import {
  type APIContainerComponent,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js'
import { buttonName, type Card, type CardBook, type CardButton } from '../card.ts'
import {
  discordAltMax,
  discordButtonsRowMax,
  discordFrameTextMax,
  discordLabelMax,
  discordPickTextMax,
} from '../limits.ts'
import { safeText } from '../safe-text.ts'

/** A message as Discord takes it. */
export interface DiscordMessage {
  flags: MessageFlags.IsComponentsV2
  components: APIMessageTopLevelComponent[]
  /** Nobody is called by a message of ours, whatever stands in it. */
  allowed_mentions: { parse: [] }
}

/** Whatever means something in Discord's Markdown, a mention or an address, put as the character that it is. */
const inMarkdown = (text: string): string => text.replace(/[\\*_~`|<>#+\-[\]():@/]/g, String.raw`\$&`)
const plain = (text: string): string => text

const words = (text: string, max: number): string => safeText(text, { max, escaped: inMarkdown })
const bare = (text: string, max: number): string => safeText(text, { max, escaped: plain })
const textDisplay = (content: string) => ({ type: ComponentType.TextDisplay, content }) as const

/** One container: a section and a row of buttons for each book. Pure: the same card gives the same message. */
export function renderDiscord(card: Card): DiscordMessage {
  const components = [
    ...(card.heading === null ? [] : [textDisplay(`## ${words(card.heading, discordFrameTextMax)}`)]),
    ...card.notes.map((note) => textDisplay(words(note, discordFrameTextMax))),
    ...card.books.flatMap(bookComponents),
    ...(card.footer === null ? [] : [textDisplay(`-# ${words(card.footer, discordFrameTextMax)}`)]),
    ...rows(card.buttons),
  ]
  return {
    flags: MessageFlags.IsComponentsV2,
    components: [{ type: ComponentType.Container, components }],
    allowed_mentions: { parse: [] },
  }
}

type Inner = APIContainerComponent['components'][number]

function bookComponents(book: CardBook): Inner[] {
  const title = `**${words(book.title, titleMax)}**`
  const author = words(book.author, authorMax)
  const left = discordPickTextMax - title.length - author.length - 2 * book.lines.length - 1
  const lines = book.lines.map((line) => words(line, Math.floor(left / book.lines.length)))
  const text = textDisplay([title, author, ...lines].filter((line) => line !== '').join('\n'))
  const section: Inner =
    book.cover === null
      ? text
      : {
          type: ComponentType.Section,
          components: [text],
          accessory: {
            type: ComponentType.Thumbnail,
            media: { url: book.cover },
            description: bare(book.coverAlt, discordAltMax),
          },
        }
  return [section, ...rows(book.buttons)]
}
/** Shares of `discordPickTextMax`. */
const titleMax = 220
const authorMax = 160

function rows(buttons: readonly CardButton[]): Inner[] {
  if (buttons.length === 0) return []
  return [
    {
      type: ComponentType.ActionRow,
      components: buttons.slice(0, discordButtonsRowMax).map((button) => ({
        type: ComponentType.Button,
        style: ButtonStyle.Secondary,
        label: bare(button.label, discordLabelMax),
        custom_id: buttonName(button),
      })),
    },
  ]
}
