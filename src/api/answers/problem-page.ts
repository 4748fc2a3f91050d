import type { IncomingMessage } from 'node:http'
import { Bytes, uncached } from './answer.ts'
import type { ProblemAnswer } from './problem.ts'

const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Whether a browser itself asked, and would show JSON to a person. */
export const isForEyes = (req: IncomingMessage): boolean => (req.headers.accept ?? '').includes('text/html')

/** A problem as a person reads it, with the way back. */
export function problemPage({ problem, headers }: ProblemAnswer): Bytes {
  const [title, detail] = [escaped(problem.title), escaped(problem.detail)]
  return new Bytes(
    `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} - Shelftalk</title><link rel="stylesheet" href="/docs.css"></head>
<body><main><h1>${title}</h1><p>${detail}</p><p><a href="/">Back to the start</a></p></main></body>
</html>
`,
    'text/html; charset=utf-8',
    uncached('Content-Security-Policy', policy, ...headers),
  )
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
