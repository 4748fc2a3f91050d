import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createDigestCheck, createKeyedDigest } from '../../src/core/adapters/sealing/keyed-digest.ts'
import { createCovers } from '../../src/core/flows/catalogue/covers.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aServer } from '../support/a-server.ts'
import { aBook } from '../support/builders.ts'

const on = ground()

async function aShownBook(): Promise<{ school: TestSchool; site: string; path: string }> {
  const school = await aSchool(on, { running: false, coversAt: 'https://books.example' })
  await school.books([aBook({ book_id: 'b/1', title: 'Holes' })])
  const address = new URL(school.app.flows.coverAddress(school.service, 'b/1') ?? '')
  expect(address.origin).toBe('https://books.example')
  return { school, site: await aServer(school.app), path: address.pathname }
}

test('whoever was told the address of a cover gets the picture without a key, and may keep it', async () => {
  const { site, path } = await aShownBook()
  const answer = await fetch(`${site}${path}`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('image/png')
  expect(answer.headers.get('cache-control')).toBe('public, max-age=86400')
  expect(
    Buffer.from(await answer.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
})

test('nobody finds out by addresses which books a school has, nor sees what is hidden or a reader’s own', async () => {
  const { school, site, path } = await aShownBook()
  const neighbour = await school.neighbour()
  await neighbour.books([aBook({ book_id: 'b/1', title: 'Theirs' })])
  const [, covers, , book, proof] = path.split('/')
  const wrong = [
    path.replace(/.\.png$/, '.png'),
    path.replace(/.\.png$/, (end) => (end === 'A.png' ? 'B.png' : 'A.png')),
    [``, covers, neighbour.id, book, proof].join('/'),
    ['', covers, school.id, 'b2', proof].join('/'),
  ]
  for (const other of wrong) expect((await fetch(`${site}${other}`)).status).toBe(404)
  await school.app.flows.setVisibility(school.librarian, 'b/1', { hidden: true })
  expect((await fetch(`${site}${path}`)).status).toBe(404)
})

test('an address holds while the key that it was made with is there, also behind a new one', async () => {
  const { school } = await aShownBook()
  const [before, after] = [randomBytes(32), randomBytes(32)]
  const with_ = (...keys: Buffer[]) =>
    createCovers({
      ...school.app.core,
      ...{ keyedDigest: createKeyedDigest(keys), isDigest: createDigestCheck(keys) },
    })
  const proof = with_(before).pathOf(school.id, 'b/1').split('/').at(-1)!.replace('.png', '')
  const place = { school_id: school.id, book_id: 'b/1', proof }
  expect(await with_(after, before).bookAt(place)).toMatchObject({ title: 'Holes' })
  await expect(with_(after).bookAt(place)).rejects.toMatchObject({ code: 'not_found' })
})
