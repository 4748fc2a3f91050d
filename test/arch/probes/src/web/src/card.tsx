// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { createElement } from 'react'
export const Card = () => createElement('article')
