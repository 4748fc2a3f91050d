import type { Translated } from '../speak.ts'
import type { books as english } from './en.ts'

/** Adults and children read these: nobody is addressed, neither as “tú” nor as “usted”. */
export const books: Translated<typeof english> = {
  'book.by': 'de {authors}',
  'book.authorUnknown': 'Autor desconocido',
  'book.inSeries': '{series}, libro {place, number}',
  'book.pages': '{n, plural, one {# página} many {# de páginas} other {# páginas}}',
  'book.cover': 'Portada de {title}',
  'book.coverBy': 'Portada de {title}, de {authors}',
  'book.why': '¿Por qué?',
  'book.whyThis': '¿Por qué {title}?',
  'level.easier': 'Un poco más fácil',
  'level.just-right': 'A la medida',
  'level.harder': 'Un poco más difícil',
  'level.unknown': 'Nivel desconocido',
  'level.aboutGrade': 'alrededor del grado {level, number}',
  'vote.group': 'Opinión sobre {title}',
  'vote.up': 'Me gusta',
  'vote.down': 'No es para mí',
  'vote.read': 'Ya leído',
  'vote.done.up': 'Me gusta',
  'vote.done.down': 'No es para mí',
  'vote.done.read': 'Ya leído',
  'vote.undo': 'Deshacer',
  'vote.undoOf': 'Deshacer: {title}',
  'vote.said.up': '«{title}» gusta',
  'vote.said.down': '«{title}» no convence',
  'vote.said.read': '«{title}» ya está leído',
  'vote.said.none': 'Opinión retirada: «{title}»',
  'vote.failed': 'La opinión sobre «{title}» no llegó.',
}
