// How the cost of a build grows, as a picture in docs/RANKING.md that a browser draws from a few lines of text.
import { readFileSync, writeFileSync } from 'node:fs'

export interface Cost {
  events: number
  cpuSeconds: number
  peakMegabytes: number
}

const page = new URL('../../docs/RANKING.md', import.meta.url)
const place = /(<!-- cost of a build -->\n)[\s\S]*?(<!-- end of cost -->)/

/** Puts the picture of these builds in the place of the one before. */
export function drawCosts(costs: readonly Cost[]): void {
  const text = readFileSync(page, 'utf8')
  if (!place.test(text)) throw new Error('docs/RANKING.md has no place for the picture')
  const pictures = [
    chart(
      costs,
      'Processor seconds per 100,000 events',
      ({ events, cpuSeconds }) => (cpuSeconds / events) * 1e5,
    ),
    chart(costs, 'Most memory in megabytes', ({ peakMegabytes }) => peakMegabytes),
  ]
  writeFileSync(page, text.replace(place, `$1\n${pictures.join('\n')}\n$2`))
}

function chart(costs: readonly Cost[], title: string, of: (cost: Cost) => number): string {
  const values = costs.map(of)
  const most = Math.max(...values)
  const digits = most < 100 ? 1 : 0
  return [
    '```mermaid',
    'xychart-beta',
    `  title "${title}"`,
    `  x-axis "events" [${costs.map(({ events }) => `"${shortened(events)}"`).join(', ')}]`,
    `  y-axis 0 --> ${(most * 1.1).toFixed(digits)}`,
    `  line [${values.map((value) => value.toFixed(digits)).join(', ')}]`,
    '```',
    '',
  ].join('\n')
}

const shortened = (events: number): string =>
  new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(events)
