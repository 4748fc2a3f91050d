import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Endpoint } from '../endpoint.ts'
import { docsPage, docsStyle } from './docs-page.ts'

/** The page has a bundle of its own and needs nothing from anywhere else; covers are shown from memory (blob:). */
const strict = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'blob:', 'data:'],
      connectSrc: ["'self'"],
      fontSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' },
})

const yearSeconds = 31_536_000

/** What browsers show: the documentation, and the page itself when it was built (`webFolder`). */
export function addPages(app: Express, endpoints: readonly Endpoint[], webFolder: string | null): void {
  const docs = docsPage(endpoints)
  app.get('/docs', strict, page('html', docs))
  app.get('/docs.css', strict, page('css', docsStyle))
  if (webFolder === null) return
  const files = express.static(webFolder, {
    cacheControl: false,
    redirect: false,
    setHeaders: (res, path) => {
      // Vite puts a digest of the content into the names of all that lies in assets/.
      const forEver = /[/\\]assets[/\\][^/\\]+$/.test(path)
      res.setHeader('Cache-Control', forEver ? `public, max-age=${yearSeconds}, immutable` : 'no-cache')
    },
  })
  app.use((req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') next()
    else strict(req, res, () => files(req, res, next))
  })
}

const page =
  (type: string, text: string): RequestHandler =>
  (_req, res) => {
    res.set('Cache-Control', 'no-cache').type(type).send(text)
  }
