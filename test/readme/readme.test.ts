import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesUnder, repository, textOf } from '../support/repository.ts'

/** What `npm X` does without a script of that name. */
const npmsOwn = new Set(['ci', 'install', 'exec', 'audit', 'outdated', 'prune', 'pack', 'version', 'view'])

const scripts = new Set(Object.keys(JSON.parse(textOf('package.json')).scripts as Record<string, string>))
const pages = [...filesUnder().filter((path) => /^[A-Z]+\.md$/.test(path)), ...filesUnder('docs')].filter(
  (path) => path.endsWith('.md'),
)

interface Block {
  language: string
  body: string
}

/** Fenced blocks in their order. */
function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```([^\n]*)\n([\s\S]*?)^```/gm)].map(([, language = '', body = '']) => ({
    language: language.trim(),
    body,
  }))
}

/** Everything that a reader could copy: fenced shell blocks, and code in running text. */
function commandsOf(markdown: string): string {
  const shell = blocksOf(markdown).filter((block) => /^(sh|bash|shell|console)?$/.test(block.language))
  const inline = markdown.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)
  return [...shell.map((block) => block.body), ...[...inline].map(([, code]) => code)].join('\n')
}

/** Scripts named as `npm run X`, or as `npm X` for the few that npm lets one shorten. */
function scriptsNamedIn(commands: string): string[] {
  const run = [...commands.matchAll(/\bnpm run (?:-\S+ )*([\w:.-]+)/g)].map(([, name = '']) => name)
  const short = [...commands.matchAll(/\bnpm (?!run\b)([a-z][\w:-]*)/g)].map(([, name = '']) => name)
  return [...run, ...short.filter((name) => !npmsOwn.has(name))]
}

/** Where `bash X`, `node X` and their like find their program, if it is one of ours. */
function programsNamedIn(commands: string): string[] {
  const started = commands.matchAll(
    /\b(?:bash|sh|node|tsx|python3)\s+((?:\.ci|scripts|bench|soak|src)\/[\w./-]+)/g,
  )
  return [...started].map(([, path = '']) => path)
}

interface Link {
  path: string
  anchor: string
}

/** Links and pictures that stay inside the repository. */
function linksOf(markdown: string): Link[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
  const targets = [
    ...[...prose.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(([, target = '']) => target),
    ...[...prose.matchAll(/<(?:img|source|a)\b[^>]*?\b(?:src|srcset|href)="([^"]+)"/g)].map(
      ([, target = '']) => target,
    ),
    ...[...prose.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)].map(([, target = '']) => target),
  ]
  return targets
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
    .map((target) => {
      const [path = '', anchor = ''] = target.split('#')
      return { path: decodeURI(path), anchor }
    })
}

/** Headings as the usual renderers turn them into anchors. */
function anchorsOf(markdown: string): Set<string> {
  const headings = markdown.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  )
}

describe('README.md', () => {
  test('begins with the two commands that are all one needs', () => {
    const [first] = blocksOf(textOf('README.md'))
    const commands = first?.body.split(/&&|\n/).map((line) => line.trim().replace(/^\$ /, ''))
    expect(commands?.filter((line) => line !== '')).toEqual(['npm ci', 'npm start'])
  })

  test('says how to run the tests', () => {
    expect(commandsOf(textOf('README.md'))).toMatch(/npm ci && npm test/)
  })
})

describe.each(pages)('%s', (page) => {
  const markdown = textOf(page)

  test('names only scripts that package.json has', () => {
    expect(scriptsNamedIn(commandsOf(markdown)).filter((name) => !scripts.has(name))).toEqual([])
  })

  test('names only programs that are here', () => {
    const missing = programsNamedIn(commandsOf(markdown)).filter(
      (path) => !existsSync(join(repository, path)),
    )
    expect(missing).toEqual([])
  })

  test('has no link that leads nowhere', () => {
    const broken = linksOf(markdown).filter(({ path, anchor }) => {
      const target =
        path === '' ? page : normalize(path.startsWith('/') ? path.slice(1) : join(dirname(page), path))
      if (!existsSync(join(repository, target))) return true
      return anchor !== '' && target.endsWith('.md') && !anchorsOf(textOf(target)).has(anchor)
    })
    expect(broken).toEqual([])
  })
})
