import type { Translated } from '../speak.ts'
import type { refused as english } from './en.ts'

export const refused: Translated<typeof english> = {
  'refused.missing': 'fehlt, ist aber nötig',
  'refused.bad_characters': 'enthält Zeichen, die nicht gespeichert werden können',
  'refused.not_a_number': 'muss eine Zahl sein',
  'refused.not_whole': 'muss eine ganze Zahl sein',
  'refused.not_a_date': 'muss ein Datum sein, geschrieben JJJJ-MM-TT',
  'refused.no_such_date': 'ist ein Datum, das es nicht gibt',
  'refused.bad_isbn': 'ist keine gültige ISBN',
  'refused.bad_form': 'hat nicht die richtige Form',
  'refused.too_long': 'ist zu lang (höchstens {bound, number} Zeichen)',
  'refused.too_short': 'ist zu kurz (mindestens {bound, number} Zeichen)',
  'refused.too_low': 'muss mindestens {bound, number} sein',
  'refused.too_high': 'darf höchstens {bound, number} sein',
  'refused.too_many': 'hat zu viele Einträge (höchstens {bound, number})',
  'refused.unknown_field': 'ist hier nicht bekannt',
  'refused.reserved': 'beginnt so, wie es nur eigene Bücher von Lesern dürfen',
  'refused.taken': 'gehört schon jemand anderem',
  'refused.other_role': 'hat an der Schule eine andere Rolle',
  'refused.unknown_student': 'gehört nicht zu dieser Schule',
  'refused.unknown_book': 'steht nicht im Katalog dieser Schule',
  'refused.before_checkout': 'liegt vor der Ausleihe',
  'refused.only_wished': 'ist kein gelesenes Buch',
  'refused.unreadable': 'lässt sich nicht als CSV lesen: Anführungszeichen prüfen',
  'refused.not_utf8': 'ist nicht UTF-8: Datei als UTF-8 speichern und noch einmal senden',
  'refused.open_quote': 'öffnet ein Anführungszeichen und schließt es nie',
  'refused.cell_count': 'hat nicht so viele Zellen wie die erste Zeile ({bound, number})',
  'refused.line_too_long': 'ist zu lang: Vielleicht wird hier ein Anführungszeichen nicht geschlossen',
  'refused.too_many_lines':
    'Zeilen nach den ersten {bound, number} werden nicht gelesen: als weitere Liste senden',
  'refused.wrong': 'ist nicht so, wie es sein sollte',
}
