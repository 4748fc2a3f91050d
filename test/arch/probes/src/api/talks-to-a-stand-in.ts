// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { fakeSlack } from '../sandbox/fake-slack.ts'
export const taken = fakeSlack
