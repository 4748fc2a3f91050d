import type { Platform } from '../../api/types.ts'
import { say } from '../../say.ts'

export const platforms: readonly Platform[] = ['slack', 'discord', 'lti']

export const platformName = (platform: Platform): string => say(`platform.${platform}`)
