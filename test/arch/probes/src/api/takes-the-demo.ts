// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { school } from '../demo/school.ts'
export const taken = school
