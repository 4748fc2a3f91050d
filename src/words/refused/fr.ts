import type { Translated } from '../speak.ts'
import type { refused as english } from './en.ts'

export const refused: Translated<typeof english> = {
  'refused.missing': 'est obligatoire et manque',
  'refused.bad_characters': 'contient des caractères impossibles à enregistrer',
  'refused.not_a_number': 'doit être un nombre',
  'refused.not_whole': 'doit être un nombre entier',
  'refused.not_a_date': 'doit être une date au format AAAA-MM-JJ',
  'refused.no_such_date': 'est une date qui n’existe pas',
  'refused.bad_isbn': 'n’est pas un ISBN valable',
  'refused.bad_form': 'n’a pas la bonne forme',
  'refused.too_long': 'est trop long ({bound, number} caractères au plus)',
  'refused.too_short': 'est trop court ({bound, number} caractères au moins)',
  'refused.too_low': 'doit valoir au moins {bound, number}',
  'refused.too_high': 'doit valoir au plus {bound, number}',
  'refused.too_many': 'a trop de valeurs ({bound, number} au plus)',
  'refused.unknown_field': 'n’est pas connu ici',
  'refused.reserved': 'commence comme seuls le peuvent les livres propres aux lecteurs',
  'refused.taken': 'appartient déjà à quelqu’un d’autre',
  'refused.other_role': 'a déjà un autre rôle dans l’école',
  'refused.unknown_student': 'n’est pas un élève de cette école',
  'refused.unknown_book': 'n’est pas dans le catalogue de cette école',
  'refused.before_checkout': 'précède l’emprunt',
  'refused.only_wished': 'n’est pas un livre déjà lu',
  'refused.unreadable': 'ne se lit pas comme du CSV : vérifier les guillemets',
  'refused.not_utf8': 'n’est pas en UTF-8 : enregistrer le fichier en UTF-8 et le renvoyer',
  'refused.open_quote': 'ouvre un guillemet sans jamais le fermer',
  'refused.cell_count': 'n’a pas autant de cellules que la première ligne ({bound, number})',
  'refused.line_too_long': 'est trop longue : un guillemet y est peut-être ouvert sans être fermé',
  'refused.too_many_lines':
    'les lignes après les {bound, number} premières ne sont pas lues : les envoyer dans une autre liste',
  'refused.wrong': 'n’est pas comme il faut',
}
