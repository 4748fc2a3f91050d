import type { ErrorCode } from '../../core/domain/errors.ts'
import type { Endpoint } from '../endpoint.ts'
import { problemKinds } from './problem.ts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** The operations and problems for people to read: one page without scripts, made once at the start. */
export function docsPage(endpoints: readonly Endpoint[]): string {
  const tags = [...new Set(endpoints.map((one) => one.tag))]
  const sections = tags.map((tag) =>
    section(
      tag,
      endpoints.filter((one) => one.tag === tag),
    ),
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shelftalk: HTTP interface</title>
<link rel="stylesheet" href="/docs.css">
</head>
<body>
<main>
<h1>Shelftalk: HTTP interface</h1>
<p>All details, for programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). Send
<code>Authorization: Bearer &lt;key&gt;</code>; writes may carry an <code>Idempotency-Key</code>.</p>
${sections.join('\n')}
<h2>Problems</h2>
<p>Errors are <code>application/problem+json</code>. Branch on <code>code</code>.</p>
<dl>
${(Object.keys(problemKinds) as ErrorCode[]).map(problemEntry).join('\n')}
</dl>
</main>
</body>
</html>
`
}

function section(tag: string, endpoints: readonly Endpoint[]): string {
  const rows = endpoints.map(
    (one) =>
      `<tr id="${one.operationId}"><td><code>${one.method.toUpperCase()}</code></td>` +
      `<td><code>${escaped(one.path)}</code></td><td>${escaped(one.summary)}</td></tr>`,
  )
  return `<h2>${escaped(tag)}</h2>
<table>
<thead><tr><th scope="col">Method</th><th scope="col">Path</th><th scope="col">What it does</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}

const problemEntry = (code: ErrorCode): string =>
  `<dt id="${code}"><code>${code}</code> (${problemKinds[code].status})</dt><dd>${escaped(problemKinds[code].meaning)}</dd>`

export const docsStyle = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #8886; }
dt { margin-top: .8rem; }
:target { outline: 2px solid; outline-offset: 4px; }
`
