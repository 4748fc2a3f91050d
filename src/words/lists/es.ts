import type { Translated } from '../speak.ts'
import type { lists as english } from './en.ts'

/** Habla de «tú» a quien lee la lista. */
export const lists: Translated<typeof english> = {
  'because.series.1':
    'La historia continúa: este es el siguiente libro de la serie {series} después de «{title}».',
  'because.series.2': 'Has leído «{title}», así que este es tu siguiente paso en la serie {series}.',
  'because.series.3': 'El que sigue a «{title}»: aquí continúa la serie {series}.',
  'because.author.1':
    'Porque {met, select, liked {te gustó} other {has leído}} «{title}»: aquí hay otro libro de {author}.',
  'because.author.2':
    '{author} también escribió «{title}», que {met, select, liked {te gustó} other {has leído}}: es lo natural para seguir.',
  'because.author.3':
    'De quien escribió «{title}», que {met, select, liked {te gustó} other {has leído}}: uno más de {author}.',
  'because.theme.1':
    'Porque {met, select, liked {te gustó} other {has leído}} «{title}»: este también trata de {theme}.',
  'because.theme.2':
    'Como «{title}», que {met, select, liked {te gustó} other {has leído}}, este libro tiene que ver con {theme}.',
  'because.theme.3':
    'Aquí hay más sobre {theme}, y {met, select, liked {te gustó} other {has leído}} «{title}».',
  'because.pair.1':
    'Porque {met, select, liked_liked {te gustaron «{title}» y «{other}»} liked_read {te gustó «{title}» y has leído «{other}»} read_liked {has leído «{title}» y te gustó «{other}»} other {has leído «{title}» y «{other}»}}: este se lee a menudo junto con ellos.',
  'because.pair.2':
    '{met, select, liked_liked {Te gustaron «{title}» y «{other}»} liked_read {Te gustó «{title}» y has leído «{other}»} read_liked {Has leído «{title}» y te gustó «{other}»} other {Has leído «{title}» y «{other}»}}; quienes leen esos dos suelen elegir también este.',
  'because.pair.3':
    '{met, select, liked_liked {Te gustaron «{title}» y «{other}»} liked_read {Te gustó «{title}» y has leído «{other}»} read_liked {Has leído «{title}» y te gustó «{other}»} other {Has leído «{title}» y «{other}»}}, y los mismos lectores suelen tomar también este.',
  'because.readers.1':
    'Porque {met, select, liked {te gustó} other {has leído}} «{title}»: los mismos lectores suelen tomar también este.',
  'because.readers.2':
    'Este lo leen a menudo quienes leen «{title}», y a ese {met, select, liked {lo elegiste con un me gusta} other {lo has leído}}.',
  'because.readers.3':
    '{met, select, liked {Te gustó} other {Has leído}} «{title}», y quienes leen ese libro suelen elegir también este.',
  'close.theme.1':
    'Cercano a «{title}», que {met, select, liked {te gustó} other {has leído}}: los dos tienen que ver con {theme}.',
  'close.theme.2':
    '{met, select, liked {Te gustó} other {Has leído}} «{title}»; este tiene en común con él {theme}.',
  'close.text.1':
    'Por su descripción, este se acerca a «{title}», que {met, select, liked {te gustó} other {has leído}}.',
  'close.text.2':
    '{met, select, liked {Te gustó} other {Has leído}} «{title}», y la descripción de este libro se le parece mucho.',
  'chosen.author.1':
    'Porque {met, select, liked {te gustó} other {has leído}} «{title}»: aquí hay otro libro de {author}.',
  'chosen.author.2':
    'De quien escribió «{title}», que {met, select, liked {te gustó} other {has leído}}: uno más de {author}.',
  'chosen.theme.1':
    'Como «{title}», que {met, select, liked {te gustó} other {has leído}}, este libro tiene que ver con {theme}.',
  'chosen.theme.2':
    'Aquí hay más sobre {theme}, y {met, select, liked {te gustó} other {has leído}} «{title}».',
  'chosen.readers.1':
    'Pocos lo han leído todavía; se parece a libros que eligieron lectores de «{title}», que {met, select, liked {te gustó} other {has leído}}.',
  'chosen.readers.2':
    '{met, select, liked {Te gustó} other {Has leído}} «{title}»: este se parece a lo que sus lectores leyeron después, aunque pocos lo conocen todavía.',
  'interest.1': 'Dijiste que te gusta {theme}: este libro trata justo de eso.',
  'interest.2': 'Un libro para tu interés por {theme}, para empezar.',
  'interest.3': 'Elegido por {theme}, uno de los temas que marcaste: un libro por el que empezar.',
  'interest.author.1': 'Dijiste que te gusta {theme}: este libro de {author} trata justo de eso.',
  'interest.author.2': 'Un libro de {author} para tu interés por {theme}, para empezar.',
  'interest.author.3':
    'Elegido por {theme}, uno de los temas que marcaste: un libro de {author} por el que empezar.',
  'pinned.1': 'Tu biblioteca recomienda este: {what}.',
  'pinned.2': 'Una elección de la gente de tu biblioteca: {what}.',
  'popular.grade.1': 'Muy leído en tu curso y los cercanos: {what}.',
  'popular.grade.2': 'Lectores de tu curso y de los cercanos han elegido este: {what}.',
  'popular.grade.3': 'Una elección frecuente en tu curso y los cercanos: {what}.',
  'popular.school.1': 'Muy prestado en tu escuela: {what}.',
  'popular.school.2': 'Muchos lectores de tu escuela han elegido este: {what}.',
  'popular.school.3': 'Un libro que va de mano en mano en tu escuela: {what}.',
  'rated.1': 'Los lectores le han puesto buena nota: {what}.',
  'rated.2': 'Bien valorado por quienes lo leyeron: {what}.',
  'shelf.1': 'Algo distinto de las estanterías de tu biblioteca para probar: {what}.',
  'shelf.2': 'Espera en la estantería a alguien con curiosidad: {what}.',
  'staff.because.series':
    'La serie {series} continúa: este es el siguiente libro después de «{title}», que el alumno ha leído.',
  'staff.because.author':
    '{met, select, liked {Al alumno le gustó} other {El alumno ha leído}} «{title}»: aquí hay otro libro de {author}.',
  'staff.because.theme':
    '{met, select, liked {Al alumno le gustó} other {El alumno ha leído}} «{title}»: este también trata de {theme}.',
  'staff.because.pair':
    '{met, select, liked_liked {Al alumno le gustaron «{title}» y «{other}»} liked_read {Al alumno le gustó «{title}» y ha leído «{other}»} read_liked {El alumno ha leído «{title}» y le gustó «{other}»} other {El alumno ha leído «{title}» y «{other}»}}: este se lee a menudo junto con ellos.',
  'staff.because.readers':
    '{met, select, liked {Al alumno le gustó} other {El alumno ha leído}} «{title}»: los mismos lectores suelen tomar también este.',
  'staff.close.theme':
    '{met, select, liked {Al alumno le gustó} other {El alumno ha leído}} «{title}»; este tiene en común con él {theme}.',
  'staff.close.text':
    '{met, select, liked {Al alumno le gustó} other {El alumno ha leído}} «{title}», y la descripción de este libro se le parece mucho.',
  'staff.chosen.author':
    '{met, select, liked {Al alumno le gustó} other {El alumno ha leído}} «{title}»: aquí hay otro libro de {author}.',
  'staff.chosen.theme':
    '{met, select, liked {Al alumno le gustó} other {El alumno ha leído}} «{title}», y aquí hay más sobre {theme}.',
  'staff.chosen.readers':
    '{met, select, liked {Al alumno le gustó} other {El alumno ha leído}} «{title}»: este se parece a lo que sus lectores leyeron después, aunque pocos lo conocen todavía.',
  'staff.interest': 'El alumno marcó {theme} como interés: este libro trata justo de eso.',
  'staff.interest.author': 'El alumno marcó {theme} como interés: este libro de {author} trata justo de eso.',
  'staff.pinned': 'La biblioteca recomienda este: {what}.',
  'staff.popular.grade': 'Muy leído en el curso del alumno y los cercanos: {what}.',
  'staff.popular.school': 'Muy prestado en la escuela: {what}.',
  'staff.shelf': 'Algo distinto de las estanterías de la biblioteca para probar: {what}.',
  'what.book': 'un libro',
  'what.theme': 'un libro sobre {theme}',
  'what.author': 'un libro de {author}',
  'what.both': 'un libro sobre {theme} de {author}',
  'part.title': '«{title}»',
  'part.history': 'Otros libros del historial',
  'part.historyWhole': 'El resto del historial',
  'part.disliked': 'Lo que no gustó',
  'part.popularGrade': 'Cuánto se lee en este curso y los cercanos',
  'part.popularSchool': 'Cuánto se lee en la escuela',
  'part.fills':
    'Elegido para completar la lista: está abierto para esta persona, y no se sabe más de si le va bien.',
  'counts.list': '{what}: {percent} %.',
  'counts.for': '{what}: {percent} % de la puntuación.',
  'counts.against': '{what}: quita {percent} % de la puntuación.',
  'counts.speaksFor': '{what}: habla a favor.',
  'counts.speaksAgainst': '{what}: habla en contra.',
  'place.pin': 'La biblioteca lo puso delante para este curso.',
  'place.pinForStaff': 'Alguien de la biblioteca lo puso delante para este curso.',
  'place.new': 'Pocos lo han leído todavía: uno de cada diez puestos se guarda para un libro así.',
  'place.easier': 'Tiene el sitio que hay en cada cinco puestos para un libro más fácil.',
  'place.harder': 'Tiene el sitio que hay en cada cinco puestos para un libro más difícil.',
  'place.first': 'Aún no se sabe nada de los gustos de esta persona: es una de las propuestas generales.',
  'place.fill': 'Completa una lista que las puntuaciones dejaron corta.',
  'held.seriesOrder': 'Antes va un volumen anterior de su serie.',
  'held.series': 'Otro volumen de su serie está en la lista.',
  'held.author':
    'La lista ya tiene {n, plural, one {# libro} many {# de libros} other {# libros}} de la misma persona.',
  'shape.ignored':
    'Se mostró {days, plural, one {# día} many {# de días} other {# días}} y se pasó por alto: queda el {percent} % de su puntuación.',
  'shape.nothingSpeaks': 'Nada de lo que se sabe habla a su favor.',
  'shape.outscored': 'Libros con más puntuación llenan la lista.',
  'shape.level':
    'En cinco puestos hay sitio para un libro más {fit, select, easier {fácil} other {difícil}}, y lo tiene otro.',
  'shape.alike': 'Se parece mucho a libros de la lista, así que se prefirió otro.',
  'gate.hidden': 'La escuela lo ha ocultado.',
  'gate.not_yours': 'Es el libro propio de otra persona.',
  'gate.blocked': 'Alguien de la biblioteca lo ha bloqueado para este curso.',
  'gate.maturity': 'Es para cursos superiores.',
  'gate.outgrown': 'Alguien de la biblioteca lo ha reservado para cursos inferiores.',
  'gate.not_available': 'No hay ningún ejemplar en la estantería, y la escuela solo ofrece libros que estén.',
  'gate.language': 'Está en un idioma que la escuela no ofrece.',
  'gate.already_read': 'Esta persona ya lo tuvo en las manos, o se rechazó para ella.',
  'notice.general':
    'Aún no se conocen libros ni votos: son propuestas generales. Unos pocos votos las hacen personales.',
  'notice.few': 'Por ahora se conocen pocos libros: unos votos más hacen la lista más personal.',
  'notice.short':
    'Solo {found} de {wanted} libros: lo que la escuela permite, lo ya leído, los filtros y el sitio para varios autores no dejan más.',
  'similar.author': 'También de {author}.',
  'similar.readers': 'Leído a menudo por los mismos lectores que «{title}».',
  'similar.near': 'Un vecino de «{title}».',
  'similar.theme': 'Los dos tratan de {theme}.',
}
