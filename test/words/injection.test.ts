import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { chatVoice } from '../../src/bots/voice.ts'
import { createWords } from '../../src/spoken.ts'
import { languages } from '../../src/words/languages.ts'
import { injections } from '../support/injections.ts'

describe.each(languages)('[T-53] a sentence in %s', (language) => {
  test.each(Object.entries(injections))('[T-53] takes %s as it is', (_name, text) => {
    const { say } = chatVoice(language)
    expect(say('picks.headingForTopic', { name: text, topic: text }).split(text)).toHaveLength(3)
    expect(say('book.cover', { title: text })).toContain(text)
    const values = { title: text, series: text }
    expect(createWords().say(language, { key: 'because.series.2', values }).split(text)).toHaveLength(3)
  })
})

test('[T-53] the page puts no text into markup by itself', () => {
  const folder = new URL('../../src/web/src/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  )
  expect(files.length).toBeGreaterThan(50)
  const ways =
    /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc/i
  expect(files.filter((name) => ways.test(readFileSync(new URL(name, folder), 'utf8')))).toEqual([])
})
