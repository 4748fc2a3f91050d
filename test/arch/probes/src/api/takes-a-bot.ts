// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { card } from '../bots/card.ts'
export const taken = card
