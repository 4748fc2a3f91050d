import { books } from '../books/es.ts'
import type { Translated } from '../speak.ts'
import type { chat as english } from './en.ts'

export const chat: Translated<typeof english> = {
  ...books,
  'command.picks.name': 'lecturas',
  'command.picks.description': 'Libros para ti, que solo ves tú',
  'command.link.name': 'vincular',
  'command.link.description': 'Vincula esta cuenta con la de tu centro, o mira el vínculo',
  'command.shelf.name': 'estante',
  'command.shelf.description': 'Publica un estante de libros para una clase en su canal',
  'option.topic.name': 'tema',
  'option.topic.description': 'De qué deben tratar los libros',
  'option.code.name': 'código',
  'option.code.description': 'El código que te muestra la página de Shelftalk',
  'option.class.name': 'clase',
  'option.class.description': 'Una de tus clases',

  'picks.heading': 'Libros para ti',
  'picks.headingTopic': 'Libros para ti sobre {topic}',
  'picks.none': 'Esta vez no hay libros. Prueba sin tema o pregunta en la biblioteca.',
  'picks.private': 'Solo tú ves esto. Tus votos cambian enseguida tu próxima lista.',
  'pick.level': 'Nivel: {level}',
  'pick.here': 'Está ahora en la biblioteca',
  'pick.out': 'Todos los ejemplares están prestados',
  'pick.whyHeading': '¿Por qué {title}?',

  'vote.kept.up': 'Guardado: te gusta «{title}».',
  'vote.kept.down': 'Guardado: «{title}» no es para ti.',
  'vote.kept.read': 'Guardado: ya has leído «{title}».',
  'vote.undone': 'Retirado: tu voto sobre «{title}».',

  'link.howTo':
    'Esta cuenta aún no está vinculada. Abre Shelftalk en un navegador, inicia sesión, pide un código en «Mis cuentas» y escribe aquí /link.',
  'link.pending': 'Falta poco. Abre Shelftalk en un navegador y confirma allí que esta cuenta es tuya.',
  'link.refused': 'Este código no funciona. Pide uno nuevo en la página de Shelftalk.',
  'link.linked': 'Esta cuenta está vinculada.',
  'link.end': 'Desvincular',
  'link.ended': 'Esta cuenta ya no está vinculada.',

  'shelf.heading': 'Un estante para {class}',
  'shelf.footer':
    'Un emoji lo ven todos; los botones son privados. Los votos cuentan cuando tu cuenta está vinculada: escribe /link.',
  'shelf.likes':
    '{n, plural, one {Le gusta a # lector} many {Les gusta a # de lectores} other {Les gusta a # lectores}}',
  'shelf.posted':
    '{n, plural, one {# libro está} many {# de libros están} other {# libros están}} en camino a este canal.',
  'shelf.none': 'No hay ningún libro que pueda ver toda esta clase.',

  'space.bound': 'Este servidor pertenece ahora a {school}. Las cuentas se vinculan con /link.',
  'space.notManager': 'Solo quien puede administrar este servidor puede conectarlo a un centro.',
  'space.taken': 'Este servidor pertenece a otro centro, cuyo admin debe soltarlo antes.',

  'refused.notYours': 'Aquí no hay nada para ti. Puede que no exista o que no sea tuyo.',
  'refused.tooOld': 'Este mensaje es demasiado antiguo. Pídelo otra vez.',
  'refused.noSchool': 'Este servidor no está conectado a ningún centro.',
  'refused.onlyInServer': 'Úsalo en el servidor de tu centro.',
  'refused.later': 'No ha funcionado. Inténtalo de nuevo en un momento.',

  'modal.title': 'Libros para un alumno',
  'modal.close': 'Cerrar',
  'modal.student': 'Alumno',
  'modal.studentHint': 'Escribe un nombre',
  'modal.topic': 'Tema',
  'modal.submit': 'Buscar libros',
  'modal.loading': 'Un momento…',
  'modal.looking': 'Buscando libros. Llegan en un mensaje que nadie más ve.',
  'modal.done': 'Los libros están en un mensaje que nadie más ve.',
  'modal.again': 'Ha tardado demasiado. Escribe /picks otra vez.',
  'picks.headingFor': 'Libros para {name}',
  'picks.headingForTopic': 'Libros para {name} sobre {topic}',
  'picks.footerTeacher': 'Nadie más ve esto. Tus votos son tuyos, no del alumno.',
  'share.button': 'Compartir con {class}',
  'share.on':
    '{n, plural, one {# libro va} many {# libros van} other {# libros van}} camino del canal de {class}.',
  'share.noChannel': 'Ningún canal de aquí está conectado con esta clase.',
  'share.maybe':
    'Puede que un mensaje se haya publicado, o no. Mira en el canal. Si no está, publícalo otra vez.',
  'share.again': 'Publicar otra vez',
  'share.closed':
    'No se publicó nada: el canal ya no existe, está archivado o abierto a personas de fuera. Antes hay que conectarlo de nuevo.',
  'share.failed': 'No se pudo publicar un mensaje.',
  'link.howToSlack':
    'Esta cuenta aún no está vinculada. Abra Shelftalk en un navegador, inicie sesión y confírmela en «Mis cuentas».',
  'link.unknownSlack':
    'Esta cuenta no es de nadie de la escuela. Pide a la biblioteca que añada tu dirección de correo.',
  'shelf.footerSlack':
    'Un emoji lo ven todos; los botones son privados. Los votos cuentan cuando la cuenta está vinculada: abre la aplicación Shelftalk.',
  'home.heading': 'Mis clases',
  'home.class': '{name}: {students, plural, one {# alumno} many {# alumnos} other {# alumnos}}',
  'home.footer': 'Escribe /picks para buscar libros para uno de ellos.',

  'digest.heading': 'Libros nuevos para tus clases',
  'digest.forClass': 'Para {class}',
  'digest.footer': 'Nadie más ve esto. Llega una vez por semana, una mañana de clase.',
  'digest.pause': 'Pausar',
  'digest.paused': 'En pausa. No llegará ningún resumen hasta que lo actives de nuevo.',
  'digest.resume': 'Activar de nuevo',
  'digest.resumed': 'Activado de nuevo. El primer resumen llega la semana que viene.',
  'digest.now': 'Enviar ahora',
  'digest.skip': 'Omitir',
  'digest.sent': 'El resumen va de camino.',
  'digest.skipped': 'Omitido. El próximo resumen llega dentro de una semana.',
  'digest.over': 'Este resumen ya se envió o se omitió.',
  'digest.none': 'Esta semana no hay libros nuevos para tus clases.',
  'home.digest.on': 'Resumen semanal: activado. Zona horaria: {zone}.',
  'home.digest.paused': 'Resumen semanal: en pausa. Zona horaria: {zone}.',
  'home.digest.off': 'Resumen semanal: desactivado. Zona horaria: {zone}.',
  'home.waiting': 'Un resumen espera hasta {when}.',
  'home.settings': 'Ajustes',
  'install.done': 'Shelftalk está instalado.',
  'install.not': 'Shelftalk no está instalado.',
  'install.bound': 'El espacio de trabajo pertenece ahora a {school}.',
  'install.taken': 'El espacio de trabajo se queda con la escuela a la que pertenece.',
  'install.nobodys':
    'El espacio de trabajo aún no pertenece a ninguna escuela: la administración de la escuela inicia sesión en Shelftalk y elige allí «Añadir a Slack».',
  'install.missing': 'Slack no dio a la aplicación todo lo que necesita. Falta: {scopes}.',
  'install.over':
    'Se canceló, tardó demasiado, ya había terminado o empezó en otro navegador. Empiece de nuevo.',
  'install.back': 'Volver a Shelftalk',
  'settings.title': 'Ajustes',
  'settings.save': 'Guardar',
  'settings.language': 'Idioma',
  'settings.languageOfSlack': 'Como en Slack',
  'settings.zone': 'Zona horaria',
  'settings.zoneHint': 'Escribe una ciudad',
  'settings.digest': 'Resumen semanal de libros nuevos para mis clases',
  'settings.on': 'Activado',
  'settings.paused': 'En pausa',
  'settings.off': 'Desactivado',
}
