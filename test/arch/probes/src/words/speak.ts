// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { IntlMessageFormat } from 'intl-messageformat'
export const speak = IntlMessageFormat
