const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g

/**
 * The name of a field that stands twice in one object of a (valid) JSON text, or null. JSON.parse would silently
 * take the last of the two, while another program on the way may have checked the first.
 */
export function repeatedField(text: string): string | null {
  const open: (Set<string> | null)[] = []
  let expectsName = false
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    else if (token !== ',' && expectsName) {
      const name: string = JSON.parse(token)
      const names = open.at(-1)
      if (names?.has(name)) return name
      names?.add(name)
    }
    expectsName = token === '{' || (token === ',' && open.at(-1) !== null)
  }
  return null
}
