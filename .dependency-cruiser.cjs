// Who may import whom (docs/ARCHITECTURE.md says why the rooms are as they are). `npm run arch` checks src;
// test/arch/rules.test.ts checks these rules themselves, with a probe for each that must be refused.

/** A package, installed (somewhere under node_modules) or not (then its bare name). */
const npm = (name) => `(^|node_modules/)${name}(/|$)`

const domain = '^src/core/domain/'
const ranking = '^src/core/ranking/'
const ports = '^src/core/ports(/|\\.ts$)'
const flows = '^src/core/flows/'
const words = '^src/words/'
const root = '^src/(app\\.ts$|connections\\.ts$|bus\\.ts$|models\\.ts$|roles/)'

/** Packages with one home: when one of them has to be exchanged, one folder changes. */
const homes = [
  ['pg', 'src/core/adapters/postgres/', 'One place writes SQL and decides how a transaction is begun.'],
  [
    'pgvector',
    'src/core/adapters/postgres/',
    'How a vector is written down is the database adapter’s business.',
  ],
  [
    '@electric-sql',
    'src/core/adapters/postgres/',
    'The embedded database is the same adapter on another connection.',
  ],
  [
    'ioredis',
    'src/core/adapters/redis/',
    'Redis holds only what may be lost; nobody else may come to rely on it.',
  ],
  [
    'lru-cache',
    'src/core/adapters/memory/',
    'In-process state that is not in an adapter is wrong with two processes.',
  ],
  ['kafkajs', 'src/core/adapters/kafka/', 'No release since 2023: it must stay possible to exchange it.'],
  [
    'openai',
    'src/core/adapters/openai/',
    'One module sends to the model, so that one place decides what leaves the school.',
  ],
  [
    '@energetic-ai',
    'src/core/adapters/local-model/',
    'Vectors of two models are never mixed; one folder knows which model this is.',
  ],
  [
    'openid-client',
    'src/core/adapters/openid/',
    'What is checked of an ID token is decided once; flows see claims that hold.',
  ],
  ['@resvg', 'src/core/adapters/covers/', 'A native module, needed for chat pictures only.'],
  [
    'agenda',
    'src/workers/scheduler(/|\\.ts$)',
    'Its traps are dealt with once; jobs themselves do not know it.',
  ],
  ['@agendajs', 'src/workers/scheduler(/|\\.ts$)', 'As agenda.'],
  ['ltijs', 'src/lti/', 'One object a process, and with holes: it stays behind our guard.'],
  ['@slack/bolt', 'src/bots/slack/', 'Commands and cards are the same for every chat platform.'],
  ['discord\\.js', 'src/bots/discord/', 'Commands and cards are the same for every chat platform.'],
  ['intl-messageformat', 'src/words/', 'How a message is filled in is the same in every language and place.'],
  ['@slack/oauth', 'src/bots/slack/', 'How an app comes into a workspace is of one platform.'],
  ['@slack/socket-mode', 'src/bots/slack/', 'How one platform is listened to without an address of ours.'],
  ['express', 'src/(api|bots/slack)/', 'Only what answers HTTP knows that it is HTTP; Slack calls by HTTP.'],
  ['pino', 'src/log\\.ts$', 'Every line passes the redaction.'],
]

const homeRules = homes.map(([name, home, why]) => ({
  name: `home-of-${name.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}`,
  comment: `${why} Import it in ${home} only.`,
  severity: 'error',
  // ltijs and agenda are allowed to bring express along for themselves; this is about our own code.
  from: { path: '^src/', pathNot: `^${home}` },
  to: { path: npm(name) },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    // ---- the core, from the inside out
    {
      name: 'domain-is-pure',
      comment:
        'What a book, a reader or an event is does not depend on anything that runs. isbn3 is arithmetic.',
      severity: 'error',
      from: { path: domain },
      to: { pathNot: [domain, ranking, npm('zod'), npm('isbn3')] },
    },
    {
      name: 'ranking-is-pure',
      comment:
        'Ranking is a calculation: values in, values out. So it can be evaluated, moved into a worker thread and trusted.',
      severity: 'error',
      from: { path: ranking },
      to: { pathNot: [ranking, domain, npm('zod')] },
    },
    {
      name: 'ranking-lends-types-only',
      comment:
        'Flows decide when to calculate and the compute adapter where; for all others the ranking is a shape.',
      severity: 'error',
      from: { path: [domain, ports, '^src/core/adapters/'], pathNot: '^src/core/adapters/compute/' },
      to: { path: ranking, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ports-speak-domain',
      comment:
        'A port is a sentence in the library’s words. SQL, Redis or Kafka in it would bind every flow to them.',
      severity: 'error',
      from: { path: ports },
      to: { pathNot: [ports, domain, ranking] },
    },
    {
      name: 'flows-know-ports-only',
      comment:
        'A flow must run the same on any database, cache, bus and model: it takes its ports as an argument.',
      severity: 'error',
      from: { path: flows },
      to: { pathNot: [flows, domain, ranking, ports, npm('zod')] },
    },
    {
      name: 'flows-stand-apart',
      comment:
        'One flow, one file, readable alone. What two of them need is a concept (domain, ranking) or a step that knows no flow.',
      severity: 'error',
      from: { path: '^src/core/flows/([^.]+)', pathNot: '^src/core/flows/bind\\.ts$' },
      to: { path: flows, pathNot: ['^src/core/flows/$1[./]', '^src/core/flows/steps/'] },
    },
    {
      name: 'adapters-keep-to-themselves',
      comment:
        'An adapter answers to its port. One that leans on another adapter, a flow or the settings cannot be exchanged alone.',
      severity: 'error',
      // A file that lies in adapters/ itself is plumbing for several, and belongs to none.
      from: { path: '^src/core/adapters/([^/]+)' },
      to: { path: '^src/', pathNot: ['^src/core/adapters/($1/|[^/]+\\.ts$)', domain, ranking, ports] },
    },

    // ---- the surfaces
    {
      name: 'surfaces-call-flows-only',
      comment:
        'A surface parses, calls one flow and renders. It never reaches for a store, the settings or another surface.',
      severity: 'error',
      from: { path: '^src/(api|bots|lti|workers)/' },
      to: {
        path: '^src/',
        pathNot: ['^src/$1/', domain, flows, ports, words, '^src/log\\.ts$', '^src/web/'],
      },
    },
    {
      name: 'surfaces-take-types-only',
      comment: 'Flows come bound to their ports from app.ts; importing one itself would need the ports too.',
      severity: 'error',
      from: { path: '^src/(api|bots|lti|workers)/' },
      to: { path: [flows, ports], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-stands-alone',
      comment:
        'The page knows the service by its HTTP contract alone, as any other client does; what it says is in the catalogue.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/', pathNot: ['^src/web/', words] },
    },
    {
      name: 'web-runs-in-a-browser',
      comment: 'There is no Node in a browser.',
      severity: 'error',
      from: { path: '^src/web/', pathNot: '^src/web/[^/]+\\.config\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'web-is-rendered-by-pages-only',
      comment:
        'LTI pages show the same components without JavaScript; nobody else on the server has use for React.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/web/', '^src/lti/pages/'] },
      to: { path: '^src/web/' },
    },

    {
      name: 'words-know-nobody',
      comment: 'What is said in four languages must be sayable anywhere: a page, a chat, a server.',
      severity: 'error',
      from: { path: words },
      to: { pathNot: [words, npm('intl-messageformat'), npm('@schummar/icu-type-parser')] },
    },

    // ---- stand-ins and invented data
    {
      name: 'sandbox-is-somebody-else',
      comment: 'A stand-in that shares code with us agrees with our mistakes.',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: '^src/', pathNot: '^src/sandbox/' },
    },
    {
      name: 'sandbox-is-for-the-playground',
      comment: 'Only the composition root may put a stand-in in a third party’s place.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/sandbox/', root] },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'sandbox-is-loaded-late',
      comment: 'Production never loads a stand-in, not even to leave it unused.',
      severity: 'error',
      from: { path: root },
      to: { path: '^src/sandbox/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'demo-knows-books-only',
      comment:
        'The demo school is data in the domain’s words; it comes in by the same door as anybody’s import.',
      severity: 'error',
      from: { path: '^src/demo/' },
      to: { path: '^src/', pathNot: ['^src/demo/', domain] },
    },
    {
      name: 'demo-takes-types-only',
      comment: 'Invented data must pass the domain’s checks at the door, not be made by them.',
      severity: 'error',
      from: { path: '^src/demo/' },
      to: { path: domain, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'demo-is-loaded-by-the-root',
      comment: 'Nothing that runs in a real school may lean on invented students.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/demo/', root] },
      to: { path: '^src/demo/' },
    },

    // ---- the root
    {
      name: 'nobody-imports-the-root',
      comment: 'What app.ts builds is handed down. Whoever imports it from below makes global state of it.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main\\.ts$', root] },
      to: { path: root },
    },
    {
      name: 'nobody-imports-main',
      comment: 'Importing main.ts would start the program.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'settings-are-read-at-the-root',
      comment: 'Everybody else is given the values that concern it, so that a test can give others.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main\\.ts$', root] },
      to: { path: '^src/config\\.ts$' },
    },
    {
      name: 'settings-and-log-are-leaves',
      comment: 'Everything starts with them, so they can start with nothing.',
      severity: 'error',
      from: { path: '^src/(config|log)\\.ts$' },
      to: { path: '^src/' },
    },

    ...homeRules,

    // ---- anywhere
    {
      name: 'dev-packages-stay-out',
      comment: 'A package of devDependencies is not there in production. The page is bundled and may.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one concept, or three.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nobody imports and that imports nobody is dead, or is missing its caller.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.d\\.ts$', '^src/web/.*\\.css$'], orphan: true },
      to: {},
    },
  ],
  options: {
    // Types count: a type from a forbidden room binds as much as a value.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
}
