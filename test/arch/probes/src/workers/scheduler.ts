// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { Agenda } from 'agenda'
export const scheduler = Agenda
