import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'
import { beforeAll, describe, expect, test } from 'vitest'

/** Each probe under probes/src, as if it stood in src, and all the rules that must refuse it. */
const refused: Record<string, string[]> = {
  'core/domain/reads-a-file.ts': ['domain-is-pure'],
  'core/domain/takes-a-package.ts': ['domain-is-pure', 'home-of-pgvector'],
  'core/domain/takes-a-port.ts': ['domain-is-pure'],
  'core/domain/calls-ranking.ts': ['ranking-lends-types-only'],
  'core/ranking/reads-the-clock-of-node.ts': ['ranking-is-pure'],
  'core/ranking/takes-a-port.ts': ['ranking-is-pure'],
  'core/ranking/takes-a-flow.ts': ['ranking-is-pure'],
  'core/ports/names-a-stream.ts': ['ports-speak-domain'],
  'core/ports/takes-an-adapter.ts': ['ports-speak-domain'],
  'core/flows/takes-an-adapter.ts': ['flows-know-ports-only'],
  'core/flows/reads-a-file.ts': ['flows-know-ports-only'],
  'core/flows/reads-settings.ts': ['flows-know-ports-only', 'settings-are-read-at-the-root'],
  'core/flows/calls-another-flow.ts': ['flows-stand-apart'],
  'core/flows/lists/calls-its-neighbour.ts': ['flows-stand-apart'],
  'core/flows/steps/calls-a-flow.ts': ['flows-stand-apart'],
  'core/flows/calls-a-surface.ts': ['flows-know-ports-only'],
  'core/adapters/memory/leans-on-postgres.ts': ['adapters-keep-to-themselves'],
  'core/adapters/memory/calls-a-flow.ts': ['adapters-keep-to-themselves'],
  'core/adapters/memory/calls-ranking.ts': ['ranking-lends-types-only'],
  'core/adapters/memory/reads-settings.ts': ['adapters-keep-to-themselves', 'settings-are-read-at-the-root'],
  'core/adapters/memory/takes-a-surface.ts': ['adapters-keep-to-themselves'],
  'core/adapters/plumbing-for-one.ts': ['adapters-keep-to-themselves'],
  'core/adapters/memory/invents-readers.ts': ['adapters-keep-to-themselves', 'demo-is-loaded-by-the-root'],
  'api/takes-an-adapter.ts': ['surfaces-call-flows-only'],
  'api/takes-ranking.ts': ['surfaces-call-flows-only'],
  'api/calls-a-flow-itself.ts': ['surfaces-take-types-only'],
  'api/hides-a-value-behind-a-type.ts': ['surfaces-take-types-only'],
  'api/takes-the-app.ts': ['nobody-imports-the-root', 'surfaces-call-flows-only'],
  'api/renders-the-page.ts': ['web-is-rendered-by-pages-only'],
  'api/takes-a-bot.ts': ['surfaces-call-flows-only'],
  'api/talks-to-a-stand-in.ts': ['sandbox-is-for-the-playground', 'surfaces-call-flows-only'],
  'api/takes-the-demo.ts': ['demo-is-loaded-by-the-root', 'surfaces-call-flows-only'],
  'api/takes-a-dev-package.ts': ['dev-packages-stay-out'],
  'bots/takes-the-api.ts': ['surfaces-call-flows-only'],
  'bots/reads-settings.ts': ['settings-are-read-at-the-root', 'surfaces-call-flows-only'],
  'lti/takes-an-adapter.ts': ['surfaces-call-flows-only'],
  'workers/takes-an-adapter.ts': ['surfaces-call-flows-only'],
  'workers/talks-to-a-stand-in.ts': ['sandbox-is-for-the-playground', 'surfaces-call-flows-only'],
  'workers/takes-the-tool.ts': ['surfaces-call-flows-only'],
  'workers/takes-every-driver.ts': [
    ...['home-of-agenda', 'home-of-agendajs', 'home-of-discord-js', 'home-of-electric-sql'],
    ...[
      'home-of-energetic-ai',
      'home-of-express',
      'home-of-intl-messageformat',
      'home-of-ioredis',
      'home-of-kafkajs',
      'home-of-lru-cache',
    ],
    ...['home-of-ltijs', 'home-of-openai', 'home-of-pg', 'home-of-pgvector', 'home-of-pino', 'home-of-resvg'],
    ...['home-of-openid-client', 'home-of-slack-bolt', 'home-of-slack-oauth'],
    'home-of-slack-socket-mode',
  ],
  'web/src/takes-the-domain.ts': ['web-stands-alone'],
  'web/src/reads-a-file.ts': ['web-runs-in-a-browser'],
  'words/takes-the-domain.ts': ['words-know-nobody'],
  'sandbox/takes-the-domain.ts': ['sandbox-is-somebody-else'],
  'demo/takes-a-flow.ts': ['demo-knows-books-only'],
  'demo/calls-the-domain.ts': ['demo-takes-types-only'],
  'roles/loads-a-stand-in-early.ts': ['sandbox-is-loaded-late'],
  'roles/starts-main-again.ts': ['nobody-imports-main'],
  'log.ts': ['settings-and-log-are-leaves'],
  'cycle-back.ts': ['no-cycles'],
  'alone.ts': ['no-orphans'],
}

/** A small house built as it should be: every import in these files must pass. */
const allowed = [
  'main.ts',
  'app.ts',
  'config.ts',
  'roles/all.ts',
  'core/domain/book.ts',
  'core/ranking/graph.ts',
  'core/ports/store.ts',
  'core/flows/recommend.ts',
  'core/flows/lists/why.ts',
  'core/flows/bind.ts',
  'core/flows/steps/announce.ts',
  'core/adapters/postgres/books.ts',
  'core/adapters/memory/cache.ts',
  'core/adapters/compute/build-thread.ts',
  'core/adapters/worker-thread.ts',
  'api/server.ts',
  'bots/card.ts',
  'lti/tool.ts',
  'lti/pages/shelf.tsx',
  'workers/jobs.ts',
  'workers/scheduler.ts',
  'web/src/card.tsx',
  'words/speak.ts',
  'sandbox/fake-slack.ts',
  'demo/school.ts',
  'cycle-there.ts',
]

const probes = new URL('probes/', import.meta.url).pathname
const { forbidden, options } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  forbidden: (IForbiddenRuleType & { name: string; comment?: string })[]
  options: Record<string, unknown>
}

const rulesBroken = new Map<string, Set<string>>()

beforeAll(async () => {
  const { tsConfig: _, ...asInSrc } = options
  const { output } = await cruise(['src'], {
    ...asInSrc,
    baseDir: probes,
    validate: true,
    ruleSet: { forbidden },
  })
  for (const { from, rule } of (output as ICruiseResult).summary.violations) {
    const file = from.replace(/^src\//, '')
    rulesBroken.set(file, (rulesBroken.get(file) ?? new Set()).add(rule.name))
  }
}, 60_000)

const verdict = (file: string) => [...(rulesBroken.get(file) ?? [])].sort()

describe('the architecture refuses', () => {
  test.each(Object.entries(refused))('%s', (file, rules) => {
    expect(verdict(file)).toEqual([...rules].sort())
  })
})

describe('the architecture allows', () => {
  test.each(allowed)('%s', (file) => {
    expect(verdict(file)).toEqual([])
  })
})

test('every rule has a probe that it refuses, and says why it is there', () => {
  const tried = new Set(Object.values(refused).flat())
  expect(forbidden.map((rule) => rule.name).filter((name) => !tried.has(name))).toEqual([])
  expect(forbidden.filter((rule) => !rule.comment).map((rule) => rule.name)).toEqual([])
})

test('every probe is in one of the two tables', () => {
  const files = readdirSync(`${probes}src`, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  )
  expect(files.sort()).toEqual([...Object.keys(refused), ...allowed].sort())
})
