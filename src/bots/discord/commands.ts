import {
  type APIApplicationCommandStringOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  Locale,
  type LocalizationMap,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js'
import { commands } from '../commands.ts'
import { type ChatVoice, chatVoice } from '../voice.ts'

/** Discord's locales of the languages that we speak; English is what stands without one. */
const localesOf = {
  es: [Locale.SpanishES, Locale.SpanishLATAM],
  fr: [Locale.French],
  de: [Locale.German],
} as const

type Said = (voice: ChatVoice) => string

/** The commands as they are put to Discord; manifests/discord-commands.json holds what this answers. */
export const discordCommands = (): RESTPutAPIApplicationCommandsJSONBody =>
  commands
    .filter(({ platforms }) => platforms.includes('discord'))
    .map((command) => ({
      type: ApplicationCommandType.ChatInput,
      ...named(
        ({ say }) => say(`command.${command.name}.name`),
        ({ say }) => say(`command.${command.name}.description`),
      ),
      integration_types: [ApplicationIntegrationType.GuildInstall],
      contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
      options: command.options.map(
        (option): APIApplicationCommandStringOption => ({
          type: ApplicationCommandOptionType.String,
          ...named(
            ({ say }) => say(`option.${option.name}.name`),
            ({ say }) => say(`option.${option.name}.description`),
          ),
          required: option.required,
          max_length: option.longest,
          ...(option.completes ? { autocomplete: true } : {}),
        }),
      ),
    }))

const named = (name: Said, description: Said) => ({
  name: name(chatVoice('en')),
  name_localizations: translated(name),
  description: description(chatVoice('en')),
  description_localizations: translated(description),
})

const translated = (said: Said): LocalizationMap =>
  Object.fromEntries(
    (['es', 'fr', 'de'] as const).flatMap((language) =>
      localesOf[language].map((locale) => [locale, said(chatVoice(language))]),
    ),
  )
