import type { Translated } from '../speak.ts'
import type { refused as english } from './en.ts'

export const refused: Translated<typeof english> = {
  'refused.missing': 'es obligatorio y falta',
  'refused.bad_characters': 'contiene caracteres que no se pueden guardar',
  'refused.not_a_number': 'debe ser un número',
  'refused.not_whole': 'debe ser un número entero',
  'refused.not_a_date': 'debe ser una fecha con la forma AAAA-MM-DD',
  'refused.no_such_date': 'es una fecha que no existe',
  'refused.bad_isbn': 'no es un ISBN válido',
  'refused.bad_form': 'no tiene la forma correcta',
  'refused.too_long': 'es demasiado largo ({bound, number} caracteres como máximo)',
  'refused.too_short': 'es demasiado corto ({bound, number} caracteres como mínimo)',
  'refused.too_low': 'debe ser como mínimo {bound, number}',
  'refused.too_high': 'debe ser como máximo {bound, number}',
  'refused.too_many': 'tiene demasiados valores ({bound, number} como máximo)',
  'refused.unknown_field': 'no se conoce aquí',
  'refused.reserved': 'empieza como solo pueden los libros propios de los lectores',
  'refused.taken': 'ya es de otra persona',
  'refused.other_role': 'ya tiene otro papel en la escuela',
  'refused.unknown_student': 'no es de esta escuela',
  'refused.unknown_book': 'no está en el catálogo de esta escuela',
  'refused.before_checkout': 'es anterior al préstamo',
  'refused.only_wished': 'no es un libro leído',
  'refused.unreadable': 'no se puede leer como CSV: hay que revisar las comillas',
  'refused.not_utf8': 'no está en UTF-8: hay que guardar el archivo como UTF-8 y enviarlo otra vez',
  'refused.open_quote': 'abre unas comillas y nunca las cierra',
  'refused.cell_count': 'no tiene tantas celdas como la primera línea ({bound, number})',
  'refused.line_too_long': 'es demasiado larga: quizá se abren aquí unas comillas sin cerrarlas',
  'refused.too_many_lines':
    'las líneas después de las primeras {bound, number} no se leen: hay que enviarlas en otra lista',
  'refused.wrong': 'no es como debería',
}
