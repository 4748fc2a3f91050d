import type { CoReadGround, CoReads } from './co-reads.ts'
import { bestFirst } from './selection.ts'

/** The books that speak most for one, and how often each two of them were read by one reader. */
export interface Neighbourhood {
  /** Best first. */
  sources: Int32Array
  /** `c_ab` of each two: row a holds those with b before a, each row as long as there are sources. */
  counts: Float64Array
}

/**
 * For one book after the other the `size` books i with the largest `c_ij / sqrt(c_ii)`, and their exact co-counts. Only
 * readers of the neighbourhood are looked at, each by what they have read of it: time is the sum of the neighbours'
 * readers and of half the square of how many neighbours each of these has read, whatever the size of the catalogue.
 * What is answered is overwritten by the next call.
 */
export function neighbourhoodFinder(ground: CoReadGround, size: number): (reads: CoReads) => Neighbourhood {
  if (size === 0) return () => empty
  const { interactions, rarities } = ground
  const strengths = new Float64Array(interactions.bookCount)
  const counts = new Float64Array(size * size)
  const countPairs = pairCounter(ground)
  return ({ others, counts: coCounts }) => {
    for (const other of others) strengths[other] = (coCounts[other] as number) * (rarities[other] as number)
    const sources = bestFirst(others, strengths, size).slice()
    countPairs(sources, counts)
    return { sources, counts }
  }
}

const empty: Neighbourhood = { sources: new Int32Array(0), counts: new Float64Array(0) }

function pairCounter({ interactions, readership, readerShares }: CoReadGround) {
  /** How many of the sources a reader has read; then where the reader's next place among them stands. */
  const readOf = new Int32Array(interactions.readerCount)
  const readers = new Int32Array(interactions.readerCount)
  let places = new Int32Array(1 << 12)
  let weights = new Float32Array(1 << 12)

  return (sources: Int32Array, into: Float64Array): void => {
    const readerCount = gather(sources)
    into.fill(0, 0, sources.length ** 2)
    let first = 0
    for (let k = 0; k < readerCount; k++) {
      const reader = readers[k] as number
      const last = readOf[reader] as number
      addPairs(first, last, { share: readerShares[reader] as number, size: sources.length, into })
      first = last
      readOf[reader] = 0
    }
  }

  /** Lays out, reader by reader, the places of the sources that each has read, ascending. */
  function gather(sources: Int32Array): number {
    let readerCount = 0
    let total = 0
    for (const source of sources) {
      const end = readership.offsets[source + 1] as number
      for (let at = readership.offsets[source] as number; at < end; at++) {
        const reader = readership.readers[at] as number
        if (readOf[reader] === 0) readers[readerCount++] = reader
        readOf[reader] = (readOf[reader] as number) + 1
        total++
      }
    }
    if (total > places.length) {
      places = new Int32Array(2 * total)
      weights = new Float32Array(2 * total)
    }
    let start = 0
    for (let k = 0; k < readerCount; k++) {
      const reader = readers[k] as number
      const length = readOf[reader] as number
      readOf[reader] = start
      start += length
    }
    for (let place = 0; place < sources.length; place++) {
      const source = sources[place] as number
      const end = readership.offsets[source + 1] as number
      for (let at = readership.offsets[source] as number; at < end; at++) {
        const reader = readership.readers[at] as number
        const slot = readOf[reader] as number
        places[slot] = place
        weights[slot] = readership.weights[at] as number
        readOf[reader] = slot + 1
      }
    }
    return readerCount
  }

  /** What one reader adds to each two of the sources read. */
  function addPairs(
    first: number,
    last: number,
    { share, size, into }: { share: number; size: number; into: Float64Array },
  ): void {
    for (let one = first + 1; one < last; one++) {
      const row = (places[one] as number) * size
      const weight = share * (weights[one] as number)
      for (let other = first; other < one; other++) {
        const at = row + (places[other] as number)
        into[at] = (into[at] as number) + weight * (weights[other] as number)
      }
    }
  }
}
