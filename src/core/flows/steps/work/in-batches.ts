/** Does a batch after the other until one is not full; answers how many rows all of them had. */
export async function inBatches(size: number, batch: (size: number) => Promise<number>): Promise<number> {
  for (let all = 0; ; ) {
    const now = await batch(size)
    all += now
    if (now < size) return all
  }
}
