import { aMember } from './members.ts'
import { persons, startFakeLms } from './server.ts'

/**
 * Runs the stand-in alone: `node --import tsx src/sandbox/fake-lms/main.ts http://127.0.0.1:8080 8092`. Its page launches the
 * tool there; on its page /admin a tool is registered by its address, with the manners of Moodle or, said behind the port,
 * of `canvas`.
 */
const [origin = 'http://127.0.0.1:8080', port = '0', manners = 'moodle'] = process.argv.slice(2)
const lms = await startFakeLms({
  tool: {
    login: `${origin}/lti/login`,
    redirectUri: `${origin}/lti/launch`,
    target: `${origin}/lti/launch`,
    deepLink: `${origin}/lti/deep-link`,
  },
  toolKeys: `${origin}/lti/jwks`,
  port: Number(port),
})
lms.registrations.manners = manners === 'canvas' ? 'canvas' : 'moodle'
const { ada, teacher } = persons
lms.services.members.courses.set('course-1', [
  aMember(ada.sub),
  aMember(teacher.sub, { roles: [...teacher.roles] }),
])
process.stdout.write(`${lms.url}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void lms.close())
