import { books } from '../books/es.ts'
import { course } from '../course/es.ts'
import type { Translated } from '../speak.ts'
import type { lti as english } from './en.ts'

export const lti: Translated<typeof english> = {
  ...books,
  ...course,
  'picks.title': 'Libros para ti',
  'picks.none': 'Esta vez no hay libros. Pregunta en la biblioteca o vuelve más tarde.',
  'picks.private': 'Solo tú ves tus propuestas. Un voto cambia al momento tu próxima lista.',
  'picks.mentor': 'Usted solo mira: los votos son de quien estudia.',
  'account.title': 'Tu cuenta de la escuela',
  'account.explain':
    'Inicia sesión en Shelftalk como te dijo tu escuela, pide un código en «Mis cuentas» y escríbelo aquí. Lo que votaste aquí será entonces tuyo también allí y contará una vez: si votaste sobre un libro en los dos sitios, vale el voto más reciente.',
  'account.code': 'Código',
  'account.send': 'Vincular',
  'account.said.pending': 'Falta poco. Vuelve a «Mis cuentas» y confirma que fuiste tú.',
  'account.said.refused': 'Este código no funciona. Pide uno nuevo e inténtalo otra vez.',
  'account.said.already_linked': 'Esta cuenta ya está vinculada.',
  'account.linked': 'Esto está vinculado a tu cuenta de la escuela.',
  'course.title': 'Shelftalk en este curso',
  'course.explain':
    'Quien abre esto en el curso ve sus propias propuestas, cada una con su motivo. Aquí usted no ve los votos de nadie.',
  'visitor.title': 'Libros de la biblioteca de tu escuela',
  'visitor.explain':
    'El curso no dijo quién eres. Inicia sesión allí y abre esto otra vez para ver libros para ti.',
  'notReady.title': 'Aún no está listo',
  'notReady.explain':
    'Este enlace no está configurado como debería. Quien da el curso puede crearlo de nuevo.',
  'open.title': 'Un paso más',
  'open.explain': 'Dentro del curso tu navegador no guarda quién empezó. En una pestaña propia sí.',
  'open.button': 'Abrir en una pestaña nueva',
  'link.title': 'Libros para este curso',
  'link.explain': 'Quien abra el enlace verá sus propias propuestas. Puedes cambiarlo después en el curso.',
  'link.notTaken': 'Este lugar del curso no admite enlaces que abran una herramienta.',
  'link.count': 'Cuántos libros',
  'link.level': 'Dificultad',
  'link.level.any': 'La que convenga a cada estudiante',
  'link.level.easier': 'Más fácil',
  'link.level.just-right': 'Justa',
  'link.level.harder': 'Más difícil',
  'link.theme': 'Tema, si ha de tratar de uno',
  'link.owned': 'Solo libros que se pueden pedir prestados ahora',
  'link.add': 'Añadir al curso',
  'link.cancel': 'Cancelar',
  'answer.title': 'De vuelta a tu curso',
  'answer.button': 'Continuar',
  'registered.title': 'Registrada, a la espera de aprobación',
  'registered.who': '{name} ({issuer}) está registrada en Shelftalk. Todavía no se abre nada.',
  'registered.next':
    'En la página «Conexiones» de Shelftalk, alguien que administre su centro comprueba que es su plataforma y la aprueba.',
  'registered.close': 'Volver a la plataforma',
  'refused.title': 'Esto no se abrió',
  'refused.code': 'Código para comunicar: {code}',
  'refused.again': 'Ábrelo otra vez desde tu curso.',
  'refused.platform_unknown':
    'Esta plataforma de cursos no está registrada en Shelftalk. Pregunta a quien la lleva en tu escuela.',
  'refused.platform_ambiguous':
    'Esta plataforma de cursos está registrada más de una vez y no dijo cuál es. Pregunta a quien la lleva en tu escuela.',
  'refused.platform_waiting': 'La conexión espera la aprobación de tu escuela, o se desactivó.',
  'refused.parameter_missing': 'La plataforma de cursos omitió algo necesario.',
  'refused.parameter_repeated': 'La plataforma de cursos dijo algo dos veces.',
  'refused.too_large': 'La plataforma de cursos envió más de lo que se acepta.',
  'refused.target_unknown': 'El enlace lleva a una dirección que no es nuestra.',
  'refused.deployment_unknown': 'Tu escuela aún no ha aprobado este lugar de la plataforma de cursos.',
  'refused.too_many': 'Demasiadas personas abren esto ahora. Espera un poco y ábrelo otra vez.',
  'refused.state_unknown': 'Esto ya se abrió, o hace demasiado tiempo.',
  'refused.proof_missing': 'El navegador que empezó a abrir esto no es el que volvió.',
  'refused.token_malformed': 'Lo que envió la plataforma de cursos no se puede leer.',
  'refused.token_signature': 'Lo que envió la plataforma de cursos no está firmado como debería.',
  'refused.token_issuer': 'Esto lo envió otra plataforma de cursos.',
  'refused.token_audience': 'Esto era para otra herramienta.',
  'refused.token_time': 'Esto se envió hace demasiado tiempo, o un reloj va mal.',
  'refused.token_nonce': 'Esto pertenece a otra cosa que se abrió.',
  'refused.token_version': 'La plataforma de cursos habla otra versión de LTI que la 1.3.',
  'refused.token_message': 'La plataforma de cursos pide algo que este enlace no hace.',
  'refused.token_target': 'El enlace lleva a otro sitio del que dijo al principio.',
  'refused.token_claims': 'Algo de lo que envió la plataforma de cursos no es como debería.',
  'refused.platform_error':
    'La plataforma de cursos dice que esto no se puede abrir. Recarga la página de tu curso.',
  'refused.platform_keys_away': 'La plataforma de cursos no responde. Inténtalo de nuevo en un minuto.',
  'refused.clock_apart':
    'Los relojes de la plataforma de cursos y de Shelftalk difieren en más de un minuto. Quien los lleve debería ajustar ambos con un servidor de hora (NTP).',
  'refused.invite_unknown':
    'Esta dirección de registro ya se usó, tiene más de una hora o no está completa. En «Conexiones» se obtiene otra.',
  'refused.registration_configuration':
    'No se pudo leer lo que la plataforma dice de sí misma. Obtenga otra dirección en «Conexiones» e inténtelo de nuevo, o registre la herramienta a mano.',
  'refused.registration_foreign':
    'La plataforma habla por una dirección que no es la suya, así que no se registró nada. Si debe ser así, registre la herramienta a mano.',
  'refused.registration_refused':
    'La plataforma no registró la herramienta. Obtenga otra dirección en «Conexiones» e inténtelo de nuevo, o regístrela a mano.',
  'refused.registration_exists':
    'La plataforma dio un cliente que ya está registrado. Lo registrado antes queda como está.',
  'refused.away': 'Shelftalk no puede responder ahora. Inténtalo de nuevo en un minuto.',
  'refused.session_over': 'Has estado un rato fuera.',
  'refused.not_allowed': 'Eso no te corresponde hacerlo aquí.',
}
