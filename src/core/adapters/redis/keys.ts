/** Keys of what belongs to one school; they share its hash tag, so that one command may name several of them. */
export interface SchoolKeys {
  version: string
  readerVersion(readerId: string): string
  list(readerId: string, variant: string): string
  /** Matches all lists of a reader. */
  listsOf(readerId: string): string
}

export function schoolKeys(namespace: string, schoolId: string): SchoolKeys {
  const school = `${namespace}:{school.${plain(schoolId)}}`
  return {
    version: `${school}:v`,
    readerVersion: (readerId) => `${school}:r:${plain(readerId)}`,
    list: (readerId, variant) => `${school}:l:${plain(readerId)}:${variant}`,
    listsOf: (readerId) => `${literal(`${school}:l:${plain(readerId)}:`)}*`,
  }
}

/** Matches the lists of all schools. */
export const allLists = (namespace: string): string => `${namespace}:{school.*}:l:*`

export const counterKey = (namespace: string, key: string): string => `${namespace}:n:${key}`

/** As a pattern that matches only itself. */
const literal = (key: string): string => key.replace(/[\\*?[\]^-]/g, '\\$&')

/** Without what ends a part of a key (a colon) or a hash tag (a brace). Equal only for equal ids. */
const plain = (id: string): string =>
  /[%:{}]/.test(id) ? id.replace(/[%:{}]/g, (char) => `%${char.charCodeAt(0).toString(16)}`) : id
