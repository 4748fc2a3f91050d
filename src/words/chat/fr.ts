import { books } from '../books/fr.ts'
import type { Translated } from '../speak.ts'
import type { chat as english } from './en.ts'

export const chat: Translated<typeof english> = {
  ...books,
  'command.picks.name': 'lectures',
  'command.picks.description': 'Des livres pour toi, que tu es seul à voir',
  'command.link.name': 'associer',
  'command.link.description': 'Associe ce compte à celui de ton établissement, ou regarde le lien',
  'command.shelf.name': 'étagère',
  'command.shelf.description': 'Publie une étagère de livres pour une classe dans son salon',
  'option.topic.name': 'thème',
  'option.topic.description': 'De quoi les livres doivent parler',
  'option.code.name': 'code',
  'option.code.description': 'Le code que montre la page de Shelftalk',
  'option.class.name': 'classe',
  'option.class.description': 'Une de tes classes',

  'picks.heading': 'Des livres pour toi',
  'picks.headingTopic': 'Des livres pour toi sur {topic}',
  'picks.none': 'Pas de livre cette fois. Essaie sans thème, ou demande au CDI.',
  'picks.private': 'Toi seul vois ceci. Tes votes changent tout de suite ta prochaine liste.',
  'pick.level': 'Niveau : {level}',
  'pick.here': 'Disponible en ce moment',
  'pick.out': 'Tous les exemplaires sont empruntés',
  'pick.whyHeading': 'Pourquoi {title} ?',
  'pick.whyGone': 'Il n’est plus sur la liste.',

  'vote.kept.up': 'Enregistré : tu aimes « {title} ».',
  'vote.kept.down': 'Enregistré : « {title} » n’est pas pour toi.',
  'vote.kept.read': 'Enregistré : tu as déjà lu « {title} ».',
  'vote.about.up': 'Enregistré : « {title} » convient à {name}.',
  'vote.about.down': 'Enregistré : « {title} » n’est pas pour {name}.',
  'vote.about.read': 'Enregistré : {name} a déjà lu « {title} ».',
  'vote.undone': 'Retiré : ton vote sur « {title} ».',

  'link.howTo':
    'Ce compte n’est pas encore associé. Ouvre Shelftalk dans un navigateur, connecte-toi, demande un code sous « Mes comptes » et tape /link ici.',
  'link.pending':
    'C’est presque fini. Ouvre Shelftalk dans un navigateur et confirme que ce compte est le tien.',
  'link.refused': 'Ce code ne marche pas. Demande un nouveau code sur la page de Shelftalk.',
  'link.linked': 'Ce compte est associé.',
  'link.end': 'Dissocier',
  'link.ended': 'Ce compte n’est plus associé.',

  'shelf.heading': 'Une étagère pour {class}',
  'shelf.footer':
    'Tout le monde voit un emoji ; les boutons sont privés. Les votes comptent quand ton compte est associé : tape /link.',
  'shelf.likes':
    '{n, plural, one {# lecteur aime ceci} many {# de lecteurs aiment ceci} other {# lecteurs aiment ceci}}',
  'shelf.posted':
    '{n, plural, one {# livre arrive} many {# de livres arrivent} other {# livres arrivent}} dans ce salon.',
  'shelf.none': 'Il n’y a aucun livre que toute cette classe puisse voir.',

  'space.bound': 'Ce serveur appartient maintenant à {school}. Les comptes se relient avec /link.',
  'space.notManager': 'Seule une personne qui peut gérer ce serveur peut le relier à un établissement.',
  'space.taken': 'Ce serveur appartient à un autre établissement, dont l’admin doit d’abord le détacher.',

  'refused.notYours': 'Il n’y a rien ici pour toi. Cela n’existe pas, ou n’est pas à toi.',
  'refused.tooOld': 'Ce message est trop ancien. Redemande.',
  'refused.noSchool': 'Ce serveur n’est relié à aucun établissement.',
  'refused.onlyInServer': 'À utiliser dans le serveur de ton établissement.',
  'refused.later': 'Cela n’a pas marché. Réessaie dans un instant.',

  'modal.title': 'Livres pour un élève',
  'modal.close': 'Fermer',
  'modal.student': 'Élève',
  'modal.studentHint': 'Taper un nom',
  'modal.topic': 'Sujet',
  'modal.submit': 'Chercher',
  'modal.loading': 'Un instant…',
  'modal.looking': 'Recherche de livres en cours. Ils arrivent dans un message visible de vous seul.',
  'modal.done': 'Les livres sont dans un message visible de vous seul.',
  'modal.again': 'Cela a pris trop de temps. Tapez de nouveau /picks.',
  'picks.headingFor': 'Livres pour {name}',
  'picks.headingForTopic': 'Livres pour {name} sur {topic}',
  'picks.footerTeacher': 'Visible de vous seul. Vos votes sont les vôtres, pas ceux de l’élève.',
  'share.button': 'Partager avec {class}',
  'share.on':
    '{n, plural, one {# livre est} many {# livres sont} other {# livres sont}} en route vers le canal de {class}.',
  'share.noChannel': 'Aucun canal d’ici n’est relié à cette classe.',
  'share.maybe':
    'Un message a peut-être été publié. Regardez dans le canal. S’il n’y est pas, publiez-le de nouveau.',
  'share.again': 'Publier de nouveau',
  'share.closed':
    'Rien n’a été publié : le canal n’existe plus, est archivé ou ouvert à des personnes de l’extérieur. Il faut d’abord le relier de nouveau.',
  'share.failed': 'Un message n’a pas pu être publié.',
  'link.howToSlack':
    'Ce compte n’est pas encore lié. Ouvrez Shelftalk dans un navigateur, connectez-vous et confirmez-le sous « Mes comptes ».',
  'link.unknownSlack':
    'Ce compte n’est à personne de l’école. Demandez à la bibliothèque d’ajouter votre adresse e-mail.',
  'shelf.footerSlack':
    'Un emoji est vu de tous ; les boutons sont privés. Les votes comptent dès que le compte est lié : ouvrez l’application Shelftalk.',
  'home.heading': 'Mes classes',
  'home.class': '{name} : {students, plural, one {# élève} many {# élèves} other {# élèves}}',
  'home.footer': 'Tapez /picks pour trouver des livres pour l’un d’eux.',

  'digest.heading': 'De nouveaux livres pour vos classes',
  'digest.forClass': 'Pour {class}',
  'digest.footer': 'Visible de vous seul. Arrive une fois par semaine, un matin d’école.',
  'digest.pause': 'Mettre en pause',
  'digest.paused': 'En pause. Aucun résumé n’arrivera avant d’être réactivé.',
  'digest.resume': 'Réactiver',
  'digest.resumed': 'Réactivé. Le premier résumé arrive la semaine prochaine.',
  'digest.now': 'Envoyer maintenant',
  'digest.skip': 'Passer',
  'digest.sent': 'Le résumé est en route.',
  'digest.skipped': 'Passé. Le prochain résumé arrive dans une semaine.',
  'digest.over': 'Ce résumé a déjà été envoyé ou passé.',
  'digest.none': 'Pas de nouveaux livres pour vos classes cette semaine.',
  'home.digest.on': 'Résumé hebdomadaire : activé. Fuseau horaire : {zone}.',
  'home.digest.paused': 'Résumé hebdomadaire : en pause. Fuseau horaire : {zone}.',
  'home.digest.off': 'Résumé hebdomadaire : désactivé.',
  'home.waiting': 'Un résumé attend {when}.',
  'home.settings': 'Réglages',
  'install.done': 'Shelftalk est installé.',
  'install.not': 'Shelftalk n’est pas installé.',
  'install.bound': 'L’espace de travail appartient maintenant à {school}.',
  'install.taken': 'L’espace de travail reste à l’école à laquelle il appartient.',
  'install.nobodys':
    'L’espace de travail n’appartient encore à aucune école : l’administration de l’école se connecte à Shelftalk et y choisit « Ajouter à Slack ».',
  'install.missing': 'Slack n’a pas donné à l’application tout ce dont elle a besoin. Il manque : {scopes}.',
  'install.over':
    'L’installation a été annulée, a duré trop longtemps, était déjà terminée ou a commencé dans un autre navigateur. Recommencez.',
  'install.back': 'Retour à Shelftalk',
  'settings.title': 'Réglages',
  'settings.save': 'Enregistrer',
  'settings.language': 'Langue',
  'settings.languageOfSlack': 'Comme dans Slack',
  'settings.zone': 'Fuseau horaire',
  'settings.zoneHint': 'Tapez une ville',
  'settings.digest': 'Résumé hebdomadaire de nouveaux livres pour mes classes',
  'settings.on': 'Activé',
  'settings.paused': 'En pause',
  'settings.off': 'Désactivé',
}
