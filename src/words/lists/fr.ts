import type { Translated } from '../speak.ts'
import type { lists as english } from './en.ts'

/** Tutoie la personne qui lit la liste. */
export const lists: Translated<typeof english> = {
  'because.series.1': 'L’histoire continue : voici le tome suivant de la série {series} après « {title} ».',
  'because.series.2': 'Tu as lu « {title} », celui-ci est donc ton prochain pas dans la série {series}.',
  'because.series.3': 'Juste après « {title} » : la série {series} continue ici.',
  'because.author.1':
    'Parce que tu as {met, select, liked {aimé} other {lu}} « {title} » : voici un autre livre de {author}.',
  'because.author.2':
    '{author} a aussi écrit « {title} », que tu as {met, select, liked {aimé} other {lu}} : une suite toute naturelle.',
  'because.author.3':
    'De la même plume que « {title} », que tu as {met, select, liked {aimé} other {lu}} : encore un livre de {author}.',
  'because.theme.1':
    'Parce que tu as {met, select, liked {aimé} other {lu}} « {title} » : celui-ci parle aussi de ce thème : {theme}.',
  'because.theme.2':
    'Comme « {title} », que tu as {met, select, liked {aimé} other {lu}}, ce livre touche à ce thème : {theme}.',
  'because.theme.3':
    'Encore un livre sur ce thème : {theme}, et tu as {met, select, liked {aimé} other {lu}} « {title} ».',
  'because.pair.1':
    'Parce que tu as {met, select, liked_liked {aimé « {title} » et « {other} »} liked_read {aimé « {title} » et lu « {other} »} read_liked {lu « {title} » et aimé « {other} »} other {lu « {title} » et « {other} »}} : celui-ci se lit souvent avec eux.',
  'because.pair.2':
    'Tu as {met, select, liked_liked {aimé « {title} » et « {other} »} liked_read {aimé « {title} » et lu « {other} »} read_liked {lu « {title} » et aimé « {other} »} other {lu « {title} » et « {other} »}} ; qui lit ces deux-là choisit souvent aussi celui-ci.',
  'because.pair.3':
    'Tu as {met, select, liked_liked {aimé « {title} » et « {other} »} liked_read {aimé « {title} » et lu « {other} »} read_liked {lu « {title} » et aimé « {other} »} other {lu « {title} » et « {other} »}}, et les mêmes lecteurs prennent souvent aussi celui-ci.',
  'because.readers.1':
    'Parce que tu as {met, select, liked {aimé} other {lu}} « {title} » : les mêmes lecteurs prennent souvent aussi celui-ci.',
  'because.readers.2':
    'Celui-ci est souvent lu par qui lit « {title} », que tu as {met, select, liked {aimé} other {lu}}.',
  'because.readers.3':
    'Tu as {met, select, liked {aimé} other {lu}} « {title} », et qui lit ce livre choisit souvent aussi celui-ci.',
  'close.theme.1':
    'Proche de « {title} », que tu as {met, select, liked {aimé} other {lu}} : un même thème, {theme}.',
  'close.theme.2':
    'Tu as {met, select, liked {aimé} other {lu}} « {title} » ; celui-ci partage son thème : {theme}.',
  'close.text.1':
    'Par sa description, celui-ci est proche de « {title} », que tu as {met, select, liked {aimé} other {lu}}.',
  'close.text.2':
    'Tu as {met, select, liked {aimé} other {lu}} « {title} », et la description de ce livre lui ressemble beaucoup.',
  'chosen.author.1':
    'Parce que tu as {met, select, liked {aimé} other {lu}} « {title} » : voici un autre livre de {author}.',
  'chosen.author.2':
    'De la même plume que « {title} », que tu as {met, select, liked {aimé} other {lu}} : encore un livre de {author}.',
  'chosen.theme.1':
    'Comme « {title} », que tu as {met, select, liked {aimé} other {lu}}, ce livre touche à ce thème : {theme}.',
  'chosen.theme.2':
    'Encore un livre sur ce thème : {theme}, et tu as {met, select, liked {aimé} other {lu}} « {title} ».',
  'chosen.readers.1':
    'Peu l’ont déjà lu ; il ressemble à des livres choisis par qui a lu « {title} », que tu as {met, select, liked {aimé} other {lu}}.',
  'chosen.readers.2':
    'Tu as {met, select, liked {aimé} other {lu}} « {title} » : celui-ci ressemble à ce que ses lecteurs ont lu ensuite, même si peu le connaissent encore.',
  'interest.1': 'Tu as dit aimer ce thème : {theme}. Ce livre en parle justement.',
  'interest.2': 'Un livre pour commencer, sur un thème qui t’intéresse : {theme}.',
  'interest.3': 'Choisi pour {theme}, un des thèmes que tu as cochés : un livre pour commencer.',
  'interest.author.1': 'Tu as dit aimer ce thème : {theme}. Ce livre de {author} en parle justement.',
  'interest.author.2': 'Un livre de {author} pour commencer, sur un thème qui t’intéresse : {theme}.',
  'interest.author.3':
    'Choisi pour {theme}, un des thèmes que tu as cochés : un livre de {author} pour commencer.',
  'pinned.1': 'Ta bibliothèque le recommande : {what}.',
  'pinned.2': 'Un choix de l’équipe de ta bibliothèque : {what}.',
  'popular.grade.1': 'Très lu à ton niveau et autour : {what}.',
  'popular.grade.2': 'Des lecteurs de ton niveau et autour l’ont choisi : {what}.',
  'popular.grade.3': 'Un choix fréquent à ton niveau et autour : {what}.',
  'popular.school.1': 'Très emprunté dans ton école : {what}.',
  'popular.school.2': 'Beaucoup de lecteurs de ton école l’ont choisi : {what}.',
  'popular.school.3': 'Un livre qui passe de main en main dans ton école : {what}.',
  'rated.1': 'Les lecteurs lui ont donné de bonnes notes : {what}.',
  'rated.2': 'Bien noté par qui l’a lu : {what}.',
  'shelf.1': 'Quelque chose de différent à essayer, dans les rayons de ta bibliothèque : {what}.',
  'shelf.2': 'Il attend dans le rayon quelqu’un de curieux : {what}.',
  'staff.because.series':
    'La série {series} continue : voici le tome suivant après « {title} », que cet élève a lu.',
  'staff.because.author':
    'Cet élève a {met, select, liked {aimé} other {lu}} « {title} » : voici un autre livre de {author}.',
  'staff.because.theme':
    'Cet élève a {met, select, liked {aimé} other {lu}} « {title} » : celui-ci parle aussi de ce thème : {theme}.',
  'staff.because.pair':
    'Cet élève a {met, select, liked_liked {aimé « {title} » et « {other} »} liked_read {aimé « {title} » et lu « {other} »} read_liked {lu « {title} » et aimé « {other} »} other {lu « {title} » et « {other} »}} : celui-ci se lit souvent avec eux.',
  'staff.because.readers':
    'Cet élève a {met, select, liked {aimé} other {lu}} « {title} » : les mêmes lecteurs prennent souvent aussi celui-ci.',
  'staff.close.theme':
    'Cet élève a {met, select, liked {aimé} other {lu}} « {title} » ; celui-ci partage son thème : {theme}.',
  'staff.close.text':
    'Cet élève a {met, select, liked {aimé} other {lu}} « {title} », et la description de ce livre lui ressemble beaucoup.',
  'staff.chosen.author':
    'Cet élève a {met, select, liked {aimé} other {lu}} « {title} » : voici un autre livre de {author}.',
  'staff.chosen.theme':
    'Encore un livre sur ce thème : {theme}, et cet élève a {met, select, liked {aimé} other {lu}} « {title} ».',
  'staff.chosen.readers':
    'Cet élève a {met, select, liked {aimé} other {lu}} « {title} » : celui-ci ressemble à ce que ses lecteurs ont lu ensuite, même si peu le connaissent encore.',
  'staff.interest': 'Cet élève a dit aimer ce thème : {theme}. Ce livre en parle justement.',
  'staff.interest.author':
    'Cet élève a dit aimer ce thème : {theme}. Ce livre de {author} en parle justement.',
  'staff.pinned': 'La bibliothèque le recommande : {what}.',
  'staff.popular.grade': 'Très lu au niveau de cet élève et autour : {what}.',
  'staff.popular.school': 'Très emprunté dans l’école : {what}.',
  'staff.shelf': 'Quelque chose de différent à essayer, dans les rayons de la bibliothèque : {what}.',
  'what.book': 'un livre',
  'what.theme': 'un livre sur ce thème : {theme}',
  'what.author': 'un livre de {author}',
  'what.both': 'un livre de {author} sur ce thème : {theme}',
  'part.title': '« {title} »',
  'part.history': 'D’autres livres lus',
  'part.historyWhole': 'Le reste de ce qui a été lu',
  'part.disliked': 'Ce qui n’a pas plu',
  'part.popularGrade': 'Combien on le lit à ce niveau et autour',
  'part.popularSchool': 'Combien on le lit dans l’école',
  'part.fills':
    'Choisi pour compléter la liste : il est ouvert à cette personne, et on ne sait rien de plus.',
  'counts.list': '{what} : {percent} %.',
  'counts.for': '{what} : {percent} % du score.',
  'counts.against': '{what} : {percent} % du score en moins.',
  'counts.speaksFor': '{what} : parle pour lui.',
  'counts.speaksAgainst': '{what} : parle contre lui.',
  'place.pin': 'La bibliothèque l’a mis en tête pour ce niveau.',
  'place.pinForStaff': 'Quelqu’un de la bibliothèque l’a mis en tête pour ce niveau.',
  'place.new': 'Peu l’ont déjà lu : une place sur dix est gardée pour un tel livre.',
  'place.easier': 'Sur cinq places, une est pour un livre plus facile : il l’a.',
  'place.harder': 'Sur cinq places, une est pour un livre plus difficile : il l’a.',
  'place.first': 'On ne sait encore rien des goûts de cette personne : c’est un des choix généraux.',
  'place.fill': 'Il complète une liste que les scores ont laissée courte.',
  'held.seriesOrder': 'Un tome précédent de sa série vient d’abord.',
  'held.series': 'Un autre tome de sa série est dans la liste.',
  'held.author':
    'La liste a déjà {n, plural, one {# livre} many {# de livres} other {# livres}} de la même personne.',
  'shape.ignored':
    'Il a été montré {days, plural, one {# jour} many {# de jours} other {# jours}} et laissé de côté : il reste {percent} % de son score.',
  'shape.nothingSpeaks': 'Rien de ce que l’on sait ne parle pour lui.',
  'shape.outscored': 'Des livres au score plus haut remplissent la liste.',
  'shape.level':
    'Sur cinq places, une est pour un livre plus {fit, select, easier {facile} other {difficile}}, et un autre l’a.',
  'shape.alike': 'Il ressemble beaucoup à des livres de la liste, un autre a donc été préféré.',
  'gate.hidden': 'L’école l’a masqué.',
  'gate.not_yours': 'C’est le livre personnel de quelqu’un d’autre.',
  'gate.blocked': 'Quelqu’un de la bibliothèque l’a bloqué pour ce niveau.',
  'gate.maturity': 'Il est pour des niveaux plus élevés.',
  'gate.outgrown': 'Quelqu’un de la bibliothèque l’a réservé à des niveaux moins élevés.',
  'gate.not_available': 'Aucun exemplaire n’est en rayon, et l’école ne propose que des livres qui y sont.',
  'gate.language': 'Il est dans une langue que l’école ne propose pas.',
  'gate.already_read': 'Cette personne l’a déjà eu en main, ou il a été refusé pour elle.',
  'notice.general':
    'On ne connaît encore ni livres ni votes : ce sont des choix généraux. Quelques votes les rendent personnels.',
  'notice.few': 'On connaît encore peu de livres : quelques votes de plus rendent la liste plus personnelle.',
  'notice.short':
    'Seulement {found} livres sur {wanted} : ce que l’école permet, ce qui est déjà lu, les filtres et la place pour plusieurs auteurs n’en laissent pas plus.',
  'similar.author': 'Aussi de {author}.',
  'similar.readers': 'Souvent lu par les mêmes lecteurs que « {title} ».',
  'similar.near': 'Un voisin de « {title} ».',
  'similar.theme': 'Tous deux ont ce thème : {theme}.',
}
