// Writes what follows from the endpoints: docs/openapi.json, and from it the types of the page's client.
//
//   npm run openapi               writes both
//   npm run openapi -- --check    exits 1 when a file is not what would be written
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { openapiDocument } from '../src/api/openapi.ts'
import { endpoints } from '../src/api/routes/table.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

async function generated(): Promise<Map<string, string>> {
  const json = `${JSON.stringify(openapiDocument(endpoints), null, 2)}\n`
  const types = astToString(await openapiTypes(JSON.parse(json) as OpenAPI3, { alphabetize: true }))
    // Kinds of definitions that we have none of.
    .replace(/^export type (webhooks|\$defs) = Record<string, never>;\n/gm, '')
  return new Map([
    ['docs/openapi.json', json],
    [
      'src/web/src/api-types.ts',
      `// Written by \`npm run openapi\` from the endpoints in src/api; never by hand.\n\n${types}`,
    ],
  ])
}

const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

let behind = false
for (const [name, text] of await generated()) {
  const path = join(root, name)
  if (textOf(path) === text) continue
  if (process.argv.includes('--check')) {
    console.error(`openapi: ${name} is behind the code; run \`npm run openapi\``)
    behind = true
  } else {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    console.log(`openapi: wrote ${name}`)
  }
}
if (behind) process.exit(1)
