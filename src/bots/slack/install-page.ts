import type { ServerResponse } from 'node:http'
import type { Language } from '../../words/languages.ts'
import { chatVoice } from '../voice.ts'

/** What came of an installation, in the words of chats. */
export type InstallNews =
  | { is: 'bound'; school: string }
  | { is: 'taken' | 'nobodys' | 'over' }
  | { is: 'missing'; scopes: readonly string[] }

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}

/** Tells whoever comes back from Slack what came of it, with the way to the page on which it began. */
export function sendInstallPage(res: ServerResponse, language: Language, news: InstallNews): void {
  const { say } = chatVoice(language)
  const isDone = news.is !== 'missing' && news.is !== 'over'
  const title = say(isDone ? 'install.done' : 'install.not')
  res.writeHead(isDone ? 200 : 400, headers)
  res.end(`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} - Shelftalk</title><link rel="stylesheet" href="/docs.css"></head>
<body><main><h1>${title}</h1><p>${escaped(sentenceOf(language, news))}</p><p><a href="/#/connections">${say('install.back')}</a></p></main></body>
</html>
`)
}

function sentenceOf(language: Language, news: InstallNews): string {
  const { say, listed } = chatVoice(language)
  if (news.is === 'bound') return say('install.bound', { school: news.school })
  if (news.is === 'missing') return say('install.missing', { scopes: listed([...news.scopes]) })
  return say(`install.${news.is}`)
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
