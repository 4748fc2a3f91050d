import type { Translated } from '../speak.ts'
import type { course as english } from './en.ts'

export const course: Translated<typeof english> = {
  'class.acted':
    'Vous agissez à la place de quelqu’un, ou comme élève d’essai. Ce que vous faites ici est marqué ainsi et ne compte dans aucun total.',
  'class.noCourse':
    'La plateforme n’a pas dit de quel cours il s’agit : il n’y a ni totaux ni listes de lecture.',
  'class.shelf': 'Des livres pour tout le cours',
  'class.shelf.explain':
    'Des livres bien notés que chaque élève peut voir. Qui ouvre le lien dans le cours voit ses propres suggestions.',
  'class.shelf.none': 'La bibliothèque n’a pas de livre pour tous qui convienne à ce lien.',
  'class.totals': 'Ce que dit le cours',
  'class.totals.explain':
    'Un nombre apparaît quand au moins {fewest, number} élèves sont derrière, et ne change que quand autant d’autres s’y ajoutent. On ne peut voir le vote de personne.',
  'class.totals.none': 'Il n’y a pas encore de livre sur lequel assez d’élèves de ce cours ont voté.',
  'class.voted': '{n, plural, one {# élève a voté} many {# d’élèves ont voté} other {# élèves ont voté}}',
  'class.split':
    '{of, plural, one {Pour le premier vote} many {Sur les # premiers votes} other {Sur les # premiers votes}} : {up, number} pour, {down, number} contre',
  'class.read':
    '{n, plural, one {# élève l’avait déjà lu} many {# d’élèves l’avaient déjà lu} other {# élèves l’avaient déjà lu}}',
  'class.forget': 'Recommencer les totaux',
  'class.forget.explain':
    'Le cours oublie quels votes y ont été donnés. Les votes restent à qui les a donnés.',
  'class.sure': 'Oui, sans hésiter',
  'class.lists': 'Listes de lecture de ce cours',
  'class.linked': 'La liste de lecture de ce lien',
  'list.new': 'Nouvelle liste de lecture',
  'list.name': 'Nom de la liste',
  'list.make': 'Créer la liste',
  'list.edit': 'Modifier : {title}',
  'list.title': 'Liste de lecture : {title}',
  'list.books': 'Livres de la liste',
  'list.empty': 'Il n’y a pas encore de livre sur la liste.',
  'list.search': 'Titre ou auteur',
  'list.find': 'Chercher des livres',
  'list.found': 'Livres trouvés',
  'list.foundNone': 'Aucun livre du catalogue n’y correspond.',
  'list.add': 'Ajouter',
  'list.isOn': 'Déjà sur la liste',
  'list.remove': 'Retirer',
  'list.up': 'Monter',
  'list.down': 'Descendre',
  'list.rename': 'Renommer',
  'list.delete': 'Supprimer cette liste',
  'list.copy':
    'Cette liste est celle d’un autre cours. À votre premier changement, ce cours reçoit sa propre copie, et l’autre reste telle quelle.',
  'list.hidden': 'Caché par la bibliothèque : on ne le voit pas dans le cours',
  'list.gates':
    'Dans le cours, on ne voit que les livres que la bibliothèque permet : il peut en manquer à certains.',
  'list.link': 'Ajouter cette liste au cours',
  'list.linkHow':
    'Pour la montrer, ajoutez à votre cours un lien avec Shelftalk et choisissez-y cette liste.',
  'list.back': 'Retour',
  'list.refused':
    'Cela n’a pas pu être modifié. Une liste a un nom et au plus {most, number} livres, chacun une fois ; un cours a au plus {lists, number} listes.',
  'list.chosen': 'Choisis pour ce cours. Toi seul vois tes votes.',
  'list.looksOn': 'Choisis pour ce cours.',
  'list.none': 'Sur cette liste, il n’y a pas de livre que la bibliothèque te laisse voir.',
  'relink.title': 'Ce lien doit être refait',
  'relink.explain':
    'Ses réglages n’ont pas de sens, ou sa liste de lecture a été supprimée. Dans le cours, on lit qu’il n’est pas encore prêt.',
  'relink.how':
    'Supprimez le lien dans votre cours et ajoutez-le à nouveau : choisissez Shelftalk là où le cours propose des outils, puis des suggestions ou une liste de lecture.',
  'link.picks': 'Des suggestions pour chaque élève',
  'link.lists': 'Une liste de lecture',
  'link.lists.explain': 'Les mêmes livres pour tous, choisis par vous dans le catalogue.',
  'link.lists.add': 'Ajouter au cours',
  'refused.not_found': 'Il n’y a rien de tel ici pour toi.',
}
