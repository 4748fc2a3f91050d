/**
 * Everything the page says, one object a language. Another language is another object of the same shape: the compiler
 * names what is missing. Books' facts and reasons come from the service and are not here.
 */
const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
const listed = (names: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'conjunction' }).format(names)

const en = {
  shell: {
    name: 'Shelftalk',
    tagline: 'One honest line under every book',
    skip: 'Skip to the picks',
    navigation: 'Pages',
    school: 'School',
    reader: 'Reader',
    about: 'About the demo',
    connected: (school: string) => `Connected to ${school}`,
    forgetKey: 'Forget this key',
  },
  start: {
    waiting: 'Opening the library…',
    title: 'Which key opens your library?',
    explain:
      'Shelftalk printed a key when it started. It stays in this tab, is sent to this service only, and is gone when you close the tab.',
    label: 'Key',
    submit: 'Open',
    refused:
      'This key was not accepted. Check it for missing characters, or ask whoever runs Shelftalk for a new one.',
  },
  twoKeys: {
    title: 'Another key?',
    explain:
      'The address that you opened brings a key. This tab already has one. Use the other one only if you trust where the address came from: whoever made it may see what you do with it.',
    ofTab: (end: string) => `The key of this tab ends in ${end}.`,
    ofAddress: (end: string) => `The key in the address ends in ${end}.`,
    keep: 'Keep the key of this tab',
    replace: 'Use the key from the address',
  },
  problem: {
    offline: 'Shelftalk does not answer. Check that it is running and try again.',
    unexpected: (status: number) => `Something went wrong on our side (${status}). Try again in a moment.`,
    again: 'Try again',
  },
  demo: {
    banner: 'Demo school: students, loans and votes are invented.',
    more: 'What is real?',
  },
  school: {
    title: 'Picks for a student',
    intro: 'Choose a class, then a student. Every pick says why it is there.',
    classes: 'Class',
    allClasses: 'All classes',
    grade: (grade: number) => (grade === 0 ? 'Kindergarten' : grade < 0 ? 'Pre-K' : `Grade ${grade}`),
    students: (n: number) => count(n, 'student', 'students'),
    student: 'Student',
    find: 'Type a name, or open the list',
    open: 'Open the list of students',
    searching: 'Looking…',
    nobody: 'Nobody of that name in this class.',
    more: 'There are more: type a few letters of the name.',
    found: (n: number) => `${count(n, 'student', 'students')} found`,
    emptyShelf: 'Choose a student and this shelf fills.',
    startWith: 'Or start with',
    picksFor: (name: string) => `Picks for ${name}`,
  },
  shelf: {
    label: 'The shelf',
    loading: 'Taking books off the shelves…',
    empty: 'No book fits these choices. Try another theme or level.',
    how: 'How the list is made',
    howMany: 'Picks',
    theme: 'Theme',
    anyTheme: 'Any theme',
    level: 'Level',
    anyLevel: 'Any level',
    levels: { easier: 'A little easier', 'just-right': 'Just right', harder: 'A little harder' },
    showLevel: 'Show level',
    hideLevel: 'Hide level',
    private: 'Only for you, on this screen. A level is never shown in front of others.',
    levelIs: 'For your eyes only',
    noLevel: 'Level not known',
    aboutGrade: (level: number) => `about grade ${level}`,
    by: (authors: readonly string[]) => (authors.length === 0 ? 'Author unknown' : `by ${listed(authors)}`),
    series: (name: string, place: number | null) => (place === null ? name : `${name}, book ${place}`),
    pages: (n: number) => count(n, 'page', 'pages'),
    cover: (title: string, authors: readonly string[]) =>
      authors.length === 0 ? `Cover of ${title}` : `Cover of ${title} by ${listed(authors)}`,
    why: 'Why?',
    whyThis: (title: string) => `Why ${title}?`,
    fresh: 'New on the shelf',
    answered: (source: 'cache' | 'fresh', ms: number) =>
      source === 'cache' ? `Answered from the cache in ${ms} ms` : `Made fresh in ${ms} ms`,
    changed: (added: readonly string[], left: readonly string[]) =>
      [
        added.length > 0 ? `New on the shelf: ${listed(added)}.` : '',
        left.length > 0 ? `Left the shelf: ${listed(left)}.` : '',
        added.length + left.length === 0 ? 'The order of the picks changed.' : '',
      ]
        .filter((part) => part !== '')
        .join(' '),
    ready: (n: number, name: string) => `${count(n, 'pick', 'picks')} for ${name}.`,
  },
  vote: {
    group: (title: string) => `Your opinion on ${title}`,
    up: 'Like',
    down: 'Not for me',
    read: 'Already read',
    done: { up: 'Liked', down: 'Not for me', read: 'Already read', none: 'Taken back' },
    undo: 'Undo',
    undoOf: (title: string) => `Undo: ${title}`,
    tray: 'Off the shelf',
    said: {
      up: (title: string) => `You liked “${title}”`,
      down: (title: string) => `“${title}” is not for you`,
      read: (title: string) => `“${title}” is already read`,
      none: (title: string) => `Taken back: “${title}”`,
    },
    failed: (title: string) => `Your vote on “${title}” did not arrive.`,
  },
  reader: {
    title: 'Picks from your own list',
    intro: 'No school, no account: give a list of books you have read and get picks from it within seconds.',
    drop: 'Drop a CSV or JSON file here',
    dropMore: 'Exports from Goodreads and StoryGraph work as they are.',
    choose: 'Choose a file',
    sample: 'Try our sample list',
    or: 'or type a few titles',
    titles: 'Titles, one a line',
    titlesHint: 'An author helps: “Holes by Louis Sachar”.',
    titlesExample: 'Holes by Louis Sachar\nCharlotte’s Web',
    add: 'Add these books',
    noTitles: 'Type at least one title first.',
    tooMany: (max: number) => `That is more than ${max} titles at once. Use a file for longer lists.`,
    badType: (name: string) => `${name} is neither CSV nor JSON. Save your list as CSV and try again.`,
    badJson: (name: string) =>
      `${name} is not valid JSON: a list of objects with a “title” each is what we read.`,
    sending: 'Reading your list…',
    accepted: (n: number) => `${count(n, 'book', 'books')} accepted`,
    refused: (n: number) => `${count(n, 'line', 'lines')} refused`,
    refusedShown: (shown: number, all: number) => `The first ${shown} of ${all} refused lines`,
    refusedTable: 'Lines that were not taken, and why',
    columns: { line: 'Line', field: 'Field', reason: 'Reason' },
    allTaken: 'Every line was taken.',
    waiting: 'Reading what you read. Your first picks arrive in a moment…',
    late: 'This takes longer than usual. The shelf fills by itself as soon as the list is ready.',
    picks: 'Your picks',
    you: 'you',
    mine: (n: number) => `Your list: ${count(n, 'book', 'books')}`,
    mineMore: (n: number) => `Your list: the first ${n} books`,
    remove: 'Remove',
    removeOf: (title: string) => `Remove ${title} from your list`,
    removed: (title: string) => `${title} is no longer on your list.`,
    stored:
      'Shelftalk stores the books you give and your votes under a random number that only this tab remembers: no name, no account.',
    forget: 'Forget my list',
    forgetting: 'Forgetting…',
    forgotten: 'Your list is deleted, and this tab has forgotten the number it was kept under.',
    action: 'Your list of books',
    removeAction: (title: string) => `You removed “${title}”`,
  },
  journey: {
    title: 'What just happened',
    open: 'Show what just happened',
    close: 'Hide what just happened',
    intro: 'Vote on a book and watch the news travel until the next list knows it.',
    since: 'Time since the first step. Shown slower than it was.',
    replay: 'Play again',
    onScreen: 'on your screen, counted from your click',
    followed: (label: string) => `${label}: what followed`,
    earlier: 'Earlier',
    unknown: 'Something in this school',
    eventIs: 'Event',
    waiting: 'not yet',
    announce: (label: string, ms: number) => `${label}: all the way in ${ms} milliseconds.`,
    live: { open: 'Live', connecting: 'Connecting…', waiting: 'Connection lost, trying again…' },
    ms: (ms: number) => `${ms} ms`,
    stations: {
      stored: ['Stored', 'What you did is written to disk, so nothing can lose it any more.'],
      outbox: ['Outbox', 'In the same write, the news of it is put in a tray for outgoing mail.'],
      topic: ['Topic', 'The news is sent out on a channel that every part of Shelftalk can listen to.'],
      consumer: ['Consumer', 'A listener takes the news, exactly once, and updates what this reader likes.'],
      version: [
        'Version',
        'At once the reader’s number goes up by one: lists made for a lower number count no more.',
      ],
      cache: ['Cache', 'The list kept ready for quick answers is out of date and thrown away.'],
      list: ['List', 'A new list is made with your vote in it and shown to you.'],
    },
  },
  about: {
    title: 'About the demo',
    lead: 'A shelf talker is the small card that a bookshop hangs under a book: one line that says why you would like it. Shelftalk writes those cards for school libraries.',
    sections: [
      [
        'What is real',
        'The books are real: titles, authors, years and themes are facts. The list is really calculated, every reason really contributed to it, and each step in “What just happened” is measured, not acted.',
      ],
      [
        'What is invented',
        'The school, its classes, all students, their loans, ratings and votes. They come from a fixed recipe, so that everybody sees the same school. The covers are drawn by Shelftalk from title and author.',
      ],
      [
        'What is never shown',
        'A reading level stays hidden until you ask for it, on your own screen. Reasons name books, never a level. Books that the school hid, that are not for this grade, or that were already read, do not appear.',
      ],
      [
        'Who else is told',
        'Nobody. This page talks to the service it came from and to no other. No trackers, no fonts or pictures from elsewhere.',
      ],
    ] as [string, string][],
    stations: 'The seven stations of a vote',
    stationsLead: 'The panel shows each of them with the time it took.',
  },
}

export type Messages = typeof en

const catalogues: Record<string, Messages> = { en }

/** The first language of the browser that we have, else English. */
export const language =
  navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in catalogues) ?? 'en'
export const messages: Messages = catalogues[language] ?? en
