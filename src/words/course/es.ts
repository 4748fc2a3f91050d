import type { Translated } from '../speak.ts'
import type { course as english } from './en.ts'

export const course: Translated<typeof english> = {
  'class.acted':
    'Usted actúa como otra persona, o como estudiante de prueba. Lo que haga aquí queda marcado así y no cuenta en ningún total.',
  'class.noCourse': 'La plataforma no dijo qué curso es este: no hay totales ni listas de lectura.',
  'class.shelf': 'Libros para todo el curso',
  'class.shelf.explain':
    'Libros bien valorados que cualquiera puede ver. Quien abre el enlace en el curso ve sus propias propuestas.',
  'class.shelf.none': 'La biblioteca no tiene ningún libro para todos que encaje con este enlace.',
  'class.totals': 'Lo que dice el curso',
  'class.totals.explain':
    'Un número aparece cuando lo respaldan al menos {fewest, number} estudiantes, y solo cambia cuando se suman otros tantos. No se puede ver el voto de nadie.',
  'class.totals.none': 'Aún no hay ningún libro con votos suficientes en este curso.',
  'class.voted':
    '{n, plural, one {Ha votado # estudiante} many {Han votado # de estudiantes} other {Han votado # estudiantes}}',
  'class.split':
    'De {of, plural, one {el primer voto} many {los primeros # de votos} other {los primeros # votos}}: {up, number} a favor, {down, number} en contra',
  'class.read':
    '{n, plural, one {# estudiante ya lo había leído} many {# de estudiantes ya lo habían leído} other {# estudiantes ya lo habían leído}}',
  'class.forget': 'Empezar los totales de nuevo',
  'class.forget.explain':
    'El curso olvida qué votos se dieron en él. Los votos siguen siendo de quien los dio.',
  'class.sure': 'Sí, con seguridad',
  'class.lists': 'Listas de lectura de este curso',
  'class.linked': 'La lista de lectura de este enlace',
  'list.new': 'Nueva lista de lectura',
  'list.name': 'Nombre de la lista',
  'list.make': 'Crear la lista',
  'list.edit': 'Cambiar: {title}',
  'list.title': 'Lista de lectura: {title}',
  'list.books': 'Libros de la lista',
  'list.empty': 'Aún no hay ningún libro en la lista.',
  'list.search': 'Título o autor',
  'list.find': 'Buscar libros',
  'list.found': 'Libros encontrados',
  'list.foundNone': 'Ningún libro del catálogo encaja con eso.',
  'list.add': 'Añadir',
  'list.isOn': 'Ya está en la lista',
  'list.remove': 'Quitar',
  'list.up': 'Subir',
  'list.down': 'Bajar',
  'list.rename': 'Cambiar el nombre',
  'list.delete': 'Borrar esta lista',
  'list.copy':
    'Esta lista es de otro curso. Con su primer cambio este curso recibe una copia propia, y la otra queda como está.',
  'list.hidden': 'Ocultado por la biblioteca: en el curso no se ve',
  'list.gates':
    'En el curso solo se ven los libros que la biblioteca permite, así que a alguien puede faltarle alguno.',
  'list.link': 'Añadir esta lista al curso',
  'list.linkHow': 'Para mostrarla, añada en su curso un enlace con Shelftalk y elija allí esta lista.',
  'list.back': 'Volver',
  'list.refused':
    'No se pudo cambiar. Una lista tiene un nombre y como mucho {most, number} libros, cada uno una vez; un curso tiene como mucho {lists, number} listas.',
  'list.chosen': 'Elegidos para este curso. Solo tú ves tus votos.',
  'list.looksOn': 'Elegidos para este curso.',
  'list.none': 'En esta lista no hay ningún libro que la biblioteca te deje ver.',
  'relink.title': 'Hay que crear este enlace de nuevo',
  'relink.explain':
    'Su configuración no tiene sentido, o su lista de lectura se borró. En el curso se lee que aún no está listo.',
  'relink.how':
    'Borre el enlace en su curso y añádalo otra vez: elija Shelftalk donde el curso ofrece herramientas, y allí propuestas o una lista de lectura.',
  'link.picks': 'Propuestas para cada estudiante',
  'link.lists': 'Una lista de lectura',
  'link.lists.explain': 'Los mismos libros para todos, elegidos por usted en el catálogo.',
  'link.lists.add': 'Añadir al curso',
  'refused.not_found': 'Aquí no hay nada así para ti.',
}
