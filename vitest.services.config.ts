import { defineConfig } from 'vitest/config'
import { shared } from './vitest.config.ts'

const { reporters, ...each } = shared
const onServers = { ...each, env: { TEST_ON_SERVERS: '1' }, testTimeout: 60_000 }

/** Against real servers: `npm run test:services` brings them up and names them in the environment. */
export default defineConfig({
  test: {
    ...(reporters === undefined ? {} : { reporters }),
    projects: [
      {
        test: {
          ...onServers,
          name: 'own databases',
          // The suites of the database and of the flows once more, each file on a database of its own on the server.
          include: [
            'test/contracts/{store,jobs,enrichment,night-work,model-use,overrides,people,wordings,gateway-leases,lti-store,lti-advantage,backup}.test.ts',
            'test/flows/**/*.test.ts',
            // What a list is made of does not depend on where its rows lie.
            '!test/flows/over-http.test.ts',
            'test/workers/scheduler*.test.ts',
            'test/lti/{races,key-rotation}.test.ts',
          ],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...onServers,
          name: 'shared servers',
          include: ['test/services/**/*.test.ts'],
          // They stop servers and count what is on them: one at a time.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
