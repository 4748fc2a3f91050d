import type { Doing as OnAnyPlatform } from '../doing.ts'
import type { Asked } from './asked.ts'

/** What a command or button of Discord is done with. */
export interface Doing extends OnAnyPlatform {
  asked: Asked
}
