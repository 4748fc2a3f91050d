import { type EmbeddingModel, embeddingDimensions } from '../../src/core/ports/runtime.ts'

/**
 * A test double for the pretrained model: a bag of words, each word hashed to one dimension. Texts that share words
 * are near each other, the same text has the same vector, and it costs nothing. Nothing outside of tests may use it.
 */
export function wordHashModel(): EmbeddingModel & { embedded: string[] } {
  const embedded: string[] = []
  return {
    modelId: 'test-double/word-hash',
    leavesTheBuilding: false,
    embedded,
    async embed(texts) {
      embedded.push(...texts)
      return texts.map(vectorOf)
    },
    async close() {},
  }
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(embeddingDimensions)
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const at = hash(word) % embeddingDimensions
    vector[at] = (vector[at] ?? 0) + 1
  }
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((x) => x / length)
}

/** FNV-1a, 32 bits. */
function hash(word: string): number {
  let value = 0x811c9dc5
  for (const character of word) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return value
}
