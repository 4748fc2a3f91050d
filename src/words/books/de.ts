import type { Translated } from '../speak.ts'
import type { books as english } from './en.ts'

/** Adults and children read these: nobody is addressed, neither as „du“ nor as „Sie“. */
export const books: Translated<typeof english> = {
  'book.by': 'von {authors}',
  'book.authorUnknown': 'Verfasser unbekannt',
  'book.inSeries': '{series}, Band {place, number}',
  'book.pages': '{n, plural, one {# Seite} other {# Seiten}}',
  'book.cover': 'Umschlag von {title}',
  'book.coverBy': 'Umschlag von {title} von {authors}',
  'book.why': 'Warum?',
  'book.whyThis': 'Warum {title}?',
  'level.easier': 'Etwas leichter',
  'level.just-right': 'Genau richtig',
  'level.harder': 'Etwas schwerer',
  'level.unknown': 'Lesestufe nicht bekannt',
  'level.aboutGrade': 'etwa Klasse {level, number}',
  'vote.group': 'Meinung zu {title}',
  'vote.up': 'Gefällt mir',
  'vote.down': 'Nichts für mich',
  'vote.read': 'Schon gelesen',
  'vote.done.up': 'Gefällt mir',
  'vote.done.down': 'Nichts für mich',
  'vote.done.read': 'Schon gelesen',
  'vote.undo': 'Rückgängig',
  'vote.undoOf': 'Rückgängig: {title}',
  'vote.said.up': '„{title}“ gefällt',
  'vote.said.down': '„{title}“ ist nicht das Richtige',
  'vote.said.read': '„{title}“ ist schon gelesen',
  'vote.said.none': 'Zurückgenommen: „{title}“',
  'vote.failed': 'Die Stimme zu „{title}“ ist nicht angekommen.',
}
