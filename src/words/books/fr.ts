import type { Translated } from '../speak.ts'
import type { books as english } from './en.ts'

/** Adults and children read these: nobody is addressed, neither as « tu » nor as « vous ». */
export const books: Translated<typeof english> = {
  'book.by': 'de {authors}',
  'book.authorUnknown': 'Auteur inconnu',
  'book.inSeries': '{series}, tome {place, number}',
  'book.pages': '{n, plural, one {# page} many {# de pages} other {# pages}}',
  'book.cover': 'Couverture de {title}',
  'book.coverBy': 'Couverture de {title}, de {authors}',
  'book.why': 'Pourquoi\u202f?',
  'book.whyThis': 'Pourquoi {title}\u202f?',
  'level.easier': 'Un peu plus facile',
  'level.just-right': 'Juste comme il faut',
  'level.harder': 'Un peu plus difficile',
  'level.unknown': 'Niveau inconnu',
  'level.aboutGrade': 'environ niveau {level, number}',
  'vote.group': 'Avis sur {title}',
  'vote.up': 'J’aime',
  'vote.down': 'Pas pour moi',
  'vote.read': 'Déjà lu',
  'vote.done.up': 'J’aime',
  'vote.done.down': 'Pas pour moi',
  'vote.done.read': 'Déjà lu',
  'vote.undo': 'Annuler',
  'vote.undoOf': 'Annuler\u00a0: {title}',
  'vote.said.up': '«\u00a0{title}\u00a0» plaît',
  'vote.said.down': '«\u00a0{title}\u00a0» ne convient pas',
  'vote.said.read': '«\u00a0{title}\u00a0» est déjà lu',
  'vote.said.none': 'Avis retiré\u00a0: «\u00a0{title}\u00a0»',
  'vote.failed': 'L’avis sur «\u00a0{title}\u00a0» n’est pas arrivé.',
}
