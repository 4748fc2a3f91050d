// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { Card } from '../web/src/card.tsx'
export const taken = Card
