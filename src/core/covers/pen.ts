import type { Palette } from './palettes.ts'

/** What a drawing is made with: its panel (0, 0, width, height), its colours, and numbers in [0, 1) by the seed. */
export interface Pen extends Palette {
  width: number
  height: number
  next(): number
}

/** Draws SVG elements into the panel. Whatever lies outside is cut off. */
export type Drawing = (pen: Pen) => string

/** A 32-bit hash of a text (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mix(hash)
}

/** Numbers in [0, 1) that only depend on the seed. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    return mix(state) / 4294967296
  }
}

/** Spreads neighbouring numbers over 32 bits (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let h = value >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
