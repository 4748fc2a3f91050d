import { expect, test, vi } from 'vitest'
import type { Live, LiveMessage } from '../../src/core/ports/runtime.ts'

/** `make` answers what two processes with the same live messages hold; the same thing twice when there is one. */
export function liveSuite(make: () => Promise<readonly [Live, Live]>): void {
  const changed = (student_id: string): LiveMessage => ({ kind: 'list.changed', student_id })

  /** Somebody who listens to a school, and what was heard so far. */
  function listener(live: Live, school = 's'): { heard: string[]; leave(): void } {
    const heard: string[] = []
    const leave = live.subscribe(school, (message) => {
      if (message.kind === 'list.changed') heard.push(message.student_id)
    })
    return { heard, leave }
  }

  let calls = 0
  /** Resolves when what is published here is heard there. */
  async function reached(from: Live, there: { heard: string[] }): Promise<void> {
    const call = `call ${calls++}`
    await vi.waitFor(() => {
      from.publish('s', changed(call))
      expect(there.heard).toContain(call)
    })
  }

  test('who listens hears at once what its own process publishes about that school, once and in order', async () => {
    const [one] = await make()
    const ada = listener(one)
    const elsewhere = listener(one, 't')
    one.publish('s', changed('a'))
    one.publish('s', changed('b'))
    one.publish('error', changed('a school with an odd id that nobody listens to'))
    expect(ada.heard).toEqual(['a', 'b'])
    expect(elsewhere.heard).toEqual([])
  })

  test('the other process hears too, once and in order, and so does the first, whoever publishes', async () => {
    const [one, other] = await make()
    const here = listener(one)
    const there = listener(other)
    await reached(one, there)
    await reached(other, here)
    const wanted = Array.from({ length: 50 }, (_, at) => `m${at}`)
    for (const name of wanted) one.publish('s', changed(name))
    one.publish('s', changed('last'))
    await vi.waitFor(() => expect(there.heard).toContain('last'))
    other.publish('s', changed('back'))
    await vi.waitFor(() => expect(here.heard).toContain('back'))
    for (const { heard } of [here, there])
      expect(heard.filter((name) => name.startsWith('m'))).toEqual(wanted)
  })

  test('who left hears no more; those beside it go on, and who comes back hears again', async () => {
    const [one, other] = await make()
    const first = listener(one)
    const second = listener(one)
    await reached(other, second)
    first.leave()
    first.leave()
    const before = [...first.heard]
    other.publish('s', changed('later'))
    await vi.waitFor(() => expect(second.heard).toContain('later'))
    expect(first.heard).toEqual(before)
    second.leave()
    const again = listener(one)
    await reached(other, again)
    expect(second.heard).not.toEqual([])
  })

  test('a message arrives as it was sent', async () => {
    const [one, other] = await make()
    const heard: LiveMessage[] = []
    other.subscribe('s', (message) => void heard.push(message))
    const message: LiveMessage = {
      kind: 'wording',
      student_id: '{a:b} ü',
      slate_id: 'x',
      items: [{ book_id: 'b', text: 'For who loved “Sea”.\n' }],
    }
    await vi.waitFor(() => {
      one.publish('s', message)
      expect(heard).not.toEqual([])
    })
    expect(heard[0]).toEqual(message)
  })
}
