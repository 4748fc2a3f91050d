import { books } from '../books/fr.ts'
import { course } from '../course/fr.ts'
import type { Translated } from '../speak.ts'
import type { lti as english } from './en.ts'

export const lti: Translated<typeof english> = {
  ...books,
  ...course,
  'picks.title': 'Des livres pour toi',
  'picks.none': 'Pas de livres cette fois. Demande à la bibliothèque ou reviens plus tard.',
  'picks.private': 'Toi seul vois tes suggestions. Un vote change aussitôt ta prochaine liste.',
  'picks.mentor': 'Vous regardez seulement : les votes sont pour l’élève.',
  'account.title': 'Ton compte à l’école',
  'account.explain':
    'Connecte-toi à Shelftalk comme ton école te l’a dit, demande un code sous « Mes comptes » et tape-le ici. Tes votes d’ici seront alors les tiens là-bas et compteront une fois : sur un livre pour lequel tu as voté aux deux endroits, c’est le vote le plus récent qui vaut.',
  'account.code': 'Code',
  'account.send': 'Associer',
  'account.said.pending': 'C’est presque fini. Retourne sous « Mes comptes » et confirme que c’était toi.',
  'account.said.refused': 'Ce code ne marche pas. Demandes-en un nouveau et réessaie.',
  'account.said.already_linked': 'Ce compte est déjà associé.',
  'account.linked': 'Ceci est associé à ton compte à l’école.',
  'course.title': 'Shelftalk dans ce cours',
  'course.explain':
    'Qui ouvre ceci dans le cours voit ses propres suggestions, chacune avec une raison. Vous ne voyez ici les votes de personne.',
  'visitor.title': 'Des livres de la bibliothèque de ton école',
  'visitor.explain':
    'Le cours n’a pas dit qui tu es. Connecte-toi là-bas et ouvre ceci à nouveau pour voir des livres pour toi.',
  'notReady.title': 'Pas encore prêt',
  'notReady.explain':
    'Ce lien n’est pas réglé comme il faut. La personne qui donne le cours peut le refaire.',
  'open.title': 'Encore une étape',
  'open.explain': 'Dans le cours, ton navigateur ne retient pas qui a commencé. Dans un onglet à part, si.',
  'open.button': 'Ouvrir dans un nouvel onglet',
  'link.title': 'Des livres pour ce cours',
  'link.explain':
    'Qui ouvre le lien voit ses propres suggestions. Vous pouvez le modifier plus tard dans le cours.',
  'link.notTaken': 'Cet endroit du cours n’accepte pas de liens qui ouvrent un outil.',
  'link.count': 'Combien de livres',
  'link.level': 'Difficulté',
  'link.level.any': 'Selon chaque élève',
  'link.level.easier': 'Plus facile',
  'link.level.just-right': 'Juste ce qu’il faut',
  'link.level.harder': 'Plus difficile',
  'link.theme': 'Thème, s’il doit y en avoir un',
  'link.owned': 'Seulement des livres que l’on peut emprunter maintenant',
  'link.add': 'Ajouter au cours',
  'link.cancel': 'Annuler',
  'answer.title': 'Retour à votre cours',
  'answer.button': 'Continuer',
  'registered.title': 'Enregistrée, en attente d’approbation',
  'registered.who': '{name} ({issuer}) est enregistrée auprès de Shelftalk. Rien ne s’ouvre encore.',
  'registered.next':
    'À la page « Connexions » de Shelftalk, un administrateur de votre école vérifie que c’est bien votre plateforme et l’approuve.',
  'registered.close': 'Retour à la plateforme',
  'refused.title': 'Ceci ne s’est pas ouvert',
  'refused.code': 'Code à transmettre : {code}',
  'refused.again': 'Ouvre-le à nouveau depuis ton cours.',
  'refused.platform_unknown':
    'Cette plateforme de cours n’est pas enregistrée chez Shelftalk. Demande à qui s’en occupe dans ton école.',
  'refused.platform_ambiguous':
    'Cette plateforme de cours est enregistrée plusieurs fois et n’a pas dit laquelle elle est. Demande à qui s’en occupe dans ton école.',
  'refused.platform_waiting': 'La connexion attend l’accord de ton école, ou a été coupée.',
  'refused.parameter_missing': 'La plateforme de cours a oublié quelque chose de nécessaire.',
  'refused.parameter_repeated': 'La plateforme de cours a dit quelque chose deux fois.',
  'refused.too_large': 'La plateforme de cours a envoyé plus que ce qui est accepté.',
  'refused.target_unknown': 'Le lien mène à une adresse qui n’est pas la nôtre.',
  'refused.deployment_unknown': 'Ton école n’a pas encore approuvé cet endroit de la plateforme de cours.',
  'refused.too_many': 'Trop de personnes ouvrent ceci en ce moment. Attends un peu et ouvre-le à nouveau.',
  'refused.state_unknown': 'Ceci a déjà été ouvert, ou il y a trop longtemps.',
  'refused.proof_missing': 'Le navigateur qui a commencé n’est pas celui qui est revenu.',
  'refused.token_malformed': 'Ce que la plateforme de cours a envoyé ne peut pas être lu.',
  'refused.token_signature': 'Ce que la plateforme de cours a envoyé n’est pas signé comme il faut.',
  'refused.token_issuer': 'Ceci vient d’une autre plateforme de cours.',
  'refused.token_audience': 'Ceci était pour un autre outil.',
  'refused.token_time': 'Ceci a été envoyé il y a trop longtemps, ou une horloge est fausse.',
  'refused.token_nonce': 'Ceci appartient à autre chose qui a été ouvert.',
  'refused.token_version': 'La plateforme de cours parle une autre version de LTI que la 1.3.',
  'refused.token_message': 'La plateforme de cours demande quelque chose que ce lien ne fait pas.',
  'refused.token_target': 'Le lien mène ailleurs qu’il ne l’avait dit.',
  'refused.token_claims':
    'Quelque chose dans ce que la plateforme de cours a envoyé n’est pas comme il faut.',
  'refused.platform_error':
    'La plateforme de cours dit que ceci ne peut pas s’ouvrir. Recharge la page de ton cours.',
  'refused.platform_keys_away': 'La plateforme de cours ne répond pas. Réessaie dans une minute.',
  'refused.clock_apart':
    'Les horloges de la plateforme de cours et de Shelftalk diffèrent de plus d’une minute. La personne qui les gère devrait régler les deux sur un serveur de temps (NTP).',
  'refused.invite_unknown':
    'Cette adresse d’enregistrement a déjà servi, date de plus d’une heure ou n’est pas complète. La page « Connexions » en donne une nouvelle.',
  'refused.registration_configuration':
    'Ce que la plateforme dit d’elle-même est illisible. Prenez une nouvelle adresse à la page « Connexions » et réessayez, ou enregistrez l’outil à la main.',
  'refused.registration_foreign':
    'La plateforme parle au nom d’une autre adresse que la sienne : rien n’a été enregistré. Si c’est voulu, enregistrez l’outil à la main.',
  'refused.registration_refused':
    'La plateforme n’a pas enregistré l’outil. Prenez une nouvelle adresse à la page « Connexions » et réessayez, ou enregistrez-le à la main.',
  'refused.registration_exists':
    'La plateforme a donné un client déjà enregistré. Ce qui était enregistré reste tel quel.',
  'refused.away': 'Shelftalk ne peut pas répondre pour le moment. Réessaie dans une minute.',
  'refused.session_over': 'Tu es resté absent un moment.',
  'refused.not_allowed': 'Ce n’est pas à toi de faire cela ici.',
}
