// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import http from 'node:http'
export const fakeSlack = () => http
