/** One table of the report; the same for the terminal and for a page. */
export interface Table {
  title: string
  /** The first heads the names of the rows. */
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

export function tableAsText({ title, columns, rows }: Table): string[] {
  const widths = columns.map((name, k) =>
    Math.max(name.length, ...rows.map((cells) => (cells[k] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, k) => text.padEnd((widths[k] ?? 0) + 2))
      .join('')
      .trimEnd()
  return [title, line(columns), ...rows.map(line), '']
}

export function tableAsMarkdown({ title, columns, rows }: Table): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [`**${title}**`, '', line(columns), line(columns.map(() => '---')), ...rows.map(line), '']
}
