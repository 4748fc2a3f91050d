// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import { createElement } from 'react'
import { speak } from '../../words/speak.ts'
export const Card = () => createElement('article', null, speak)
