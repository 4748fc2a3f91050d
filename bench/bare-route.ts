// A process of its own: one Express route that answers with the bytes of the file named, and nothing else.
import { readFileSync } from 'node:fs'
import express from 'express'

const bytes = readFileSync(process.argv[2] ?? '')
const app = express()
app.get('/recommendations/:student_id', (_req, res) => {
  res.type('application/json').send(bytes)
})
const server = app.listen(0, '127.0.0.1', () => {
  const bound = server.address()
  console.log(`listening on ${typeof bound === 'object' ? bound?.port : bound}`)
})
