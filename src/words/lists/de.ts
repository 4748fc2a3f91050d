import type { Translated } from '../speak.ts'
import type { lists as english } from './en.ts'

/** Sagt „du“, wo die Schülerin oder der Schüler gemeint ist. */
export const lists: Translated<typeof english> = {
  'because.series.1':
    'Die Geschichte geht weiter: Das ist der nächste Band der Reihe {series} nach „{title}“.',
  'because.series.2': 'Du hast „{title}“ gelesen, also ist das dein nächster Schritt in der Reihe {series}.',
  'because.series.3': 'Nach „{title}“ an der Reihe: Hier geht {series} weiter.',
  'because.author.1':
    'Weil {met, select, liked {dir „{title}“ gefallen hat} other {du „{title}“ gelesen hast}}: noch ein Buch von {author}.',
  'because.author.2':
    'Von {author} ist auch „{title}“, das {met, select, liked {dir gefallen hat} other {du gelesen hast}}: Das passt als Nächstes.',
  'because.author.3':
    'Wer „{title}“ schrieb, das {met, select, liked {dir gefallen hat} other {du gelesen hast}}, schrieb auch das hier: {author}.',
  'because.theme.1':
    'Weil {met, select, liked {dir „{title}“ gefallen hat} other {du „{title}“ gelesen hast}}: Hier geht es auch um {theme}.',
  'because.theme.2':
    'Wie in „{title}“, das {met, select, liked {dir gefallen hat} other {du gelesen hast}}, geht es hier um {theme}.',
  'because.theme.3':
    'Hier gibt es mehr über {theme}, und {met, select, liked {dir hat „{title}“ gefallen} other {du hast „{title}“ gelesen}}.',
  'because.pair.1':
    'Weil {met, select, liked_liked {dir „{title}“ und „{other}“ gefallen haben} liked_read {dir „{title}“ gefallen hat und du „{other}“ gelesen hast} read_liked {du „{title}“ gelesen hast und dir „{other}“ gefallen hat} other {du „{title}“ und „{other}“ gelesen hast}}: Das hier wird oft mit ihnen zusammen gelesen.',
  'because.pair.2':
    '{met, select, liked_liked {Dir haben „{title}“ und „{other}“ gefallen} liked_read {Dir hat „{title}“ gefallen und du hast „{other}“ gelesen} read_liked {Du hast „{title}“ gelesen und dir hat „{other}“ gefallen} other {Du hast „{title}“ und „{other}“ gelesen}}; wer diese beiden liest, wählt oft auch dieses.',
  'because.pair.3':
    '{met, select, liked_liked {Dir haben „{title}“ und „{other}“ gefallen} liked_read {Dir hat „{title}“ gefallen und du hast „{other}“ gelesen} read_liked {Du hast „{title}“ gelesen und dir hat „{other}“ gefallen} other {Du hast „{title}“ und „{other}“ gelesen}}, und dieselben Leser greifen oft auch hierzu.',
  'because.readers.1':
    'Weil {met, select, liked {dir „{title}“ gefallen hat} other {du „{title}“ gelesen hast}}: Dieselben Leser greifen oft auch zu diesem.',
  'because.readers.2':
    'Das hier lesen oft die, die „{title}“ lesen, und {met, select, liked {dir hat das gefallen} other {du hast das gelesen}}.',
  'because.readers.3':
    '{met, select, liked {Dir hat „{title}“ gefallen} other {Du hast „{title}“ gelesen}}, und wer jenes Buch liest, wählt oft auch dieses.',
  'close.theme.1':
    'Nah bei „{title}“, das {met, select, liked {dir gefallen hat} other {du gelesen hast}}: In beiden geht es um {theme}.',
  'close.theme.2':
    '{met, select, liked {Dir hat „{title}“ gefallen} other {Du hast „{title}“ gelesen}}; beiden gemeinsam ist {theme}.',
  'close.text.1':
    'Der Beschreibung nach steht es „{title}“ nahe, das {met, select, liked {dir gefallen hat} other {du gelesen hast}}.',
  'close.text.2':
    '{met, select, liked {Dir hat „{title}“ gefallen} other {Du hast „{title}“ gelesen}}, und die Beschreibung dieses Buchs ist sehr ähnlich.',
  'chosen.author.1':
    'Weil {met, select, liked {dir „{title}“ gefallen hat} other {du „{title}“ gelesen hast}}: noch ein Buch von {author}.',
  'chosen.author.2':
    'Wer „{title}“ schrieb, das {met, select, liked {dir gefallen hat} other {du gelesen hast}}, schrieb auch das hier: {author}.',
  'chosen.theme.1':
    'Wie in „{title}“, das {met, select, liked {dir gefallen hat} other {du gelesen hast}}, geht es hier um {theme}.',
  'chosen.theme.2':
    'Hier gibt es mehr über {theme}, und {met, select, liked {dir hat „{title}“ gefallen} other {du hast „{title}“ gelesen}}.',
  'chosen.readers.1':
    'Noch haben es wenige gelesen; es ähnelt Büchern, die Leser von „{title}“ wählten, und {met, select, liked {dir hat das gefallen} other {du hast das gelesen}}.',
  'chosen.readers.2':
    '{met, select, liked {Dir hat „{title}“ gefallen} other {Du hast „{title}“ gelesen}}: Das hier ähnelt dem, was dessen Leser danach lasen, auch wenn es noch wenige kennen.',
  'interest.1': 'Du magst {theme}, hast du gesagt: Genau darum geht es in diesem Buch.',
  'interest.2': 'Für den Anfang ein Buch zu deinem Thema {theme}.',
  'interest.3': 'Gewählt für {theme}, eines deiner Themen: ein Buch zum Anfangen.',
  'interest.author.1': 'Du magst {theme}, hast du gesagt: Genau darum geht es in diesem Buch von {author}.',
  'interest.author.2': 'Für den Anfang ein Buch von {author} zu deinem Thema {theme}.',
  'interest.author.3': 'Gewählt für {theme}, eines deiner Themen: ein Buch von {author} zum Anfangen.',
  'pinned.1': 'Deine Bibliothek empfiehlt es: {what}.',
  'pinned.2': 'Eine Wahl der Leute in deiner Bibliothek: {what}.',
  'popular.grade.1': 'Viel gelesen in deiner Klassenstufe und um sie herum: {what}.',
  'popular.grade.2': 'Leser in deiner Klassenstufe und um sie herum haben es gewählt: {what}.',
  'popular.grade.3': 'Eine häufige Wahl in deiner Klassenstufe und um sie herum: {what}.',
  'popular.school.1': 'Viel ausgeliehen an deiner Schule: {what}.',
  'popular.school.2': 'Viele Leser an deiner Schule haben es gewählt: {what}.',
  'popular.school.3': 'Ein Buch, das an deiner Schule von Hand zu Hand geht: {what}.',
  'rated.1': 'Leser haben ihm gute Noten gegeben: {what}.',
  'rated.2': 'Gut bewertet von denen, die es gelesen haben: {what}.',
  'shelf.1': 'Einmal etwas anderes aus den Regalen deiner Bibliothek: {what}.',
  'shelf.2': 'Es wartet im Regal auf jemanden, der neugierig ist: {what}.',
  'staff.because.series':
    'Die Reihe {series} geht weiter: Das ist der nächste Band nach „{title}“, der schon gelesen wurde.',
  'staff.because.author':
    '„{title}“ {met, select, liked {hat gefallen} other {wurde schon gelesen}}: noch ein Buch von {author}.',
  'staff.because.theme':
    '„{title}“ {met, select, liked {hat gefallen} other {wurde schon gelesen}}: Hier geht es auch um {theme}.',
  'staff.because.pair':
    '{met, select, liked_liked {„{title}“ und „{other}“ haben gefallen} liked_read {„{title}“ hat gefallen, und „{other}“ wurde schon gelesen} read_liked {„{title}“ wurde schon gelesen, und „{other}“ hat gefallen} other {„{title}“ und „{other}“ wurden schon gelesen}}: Das hier wird oft mit ihnen zusammen gelesen.',
  'staff.because.readers':
    '„{title}“ {met, select, liked {hat gefallen} other {wurde schon gelesen}}: Dieselben Leser greifen oft auch zu diesem.',
  'staff.close.theme':
    '„{title}“ {met, select, liked {hat gefallen} other {wurde schon gelesen}}; beiden gemeinsam ist {theme}.',
  'staff.close.text':
    '„{title}“ {met, select, liked {hat gefallen} other {wurde schon gelesen}}, und die Beschreibung dieses Buchs ist sehr ähnlich.',
  'staff.chosen.author':
    '„{title}“ {met, select, liked {hat gefallen} other {wurde schon gelesen}}: noch ein Buch von {author}.',
  'staff.chosen.theme':
    'Hier gibt es mehr über {theme}, und „{title}“ {met, select, liked {hat gefallen} other {wurde schon gelesen}}.',
  'staff.chosen.readers':
    '„{title}“ {met, select, liked {hat gefallen} other {wurde schon gelesen}}: Das hier ähnelt dem, was dessen Leser danach lasen, auch wenn es noch wenige kennen.',
  'staff.interest': 'Als Interesse genannt ist {theme}: Genau darum geht es in diesem Buch.',
  'staff.interest.author':
    'Als Interesse genannt ist {theme}: Genau darum geht es in diesem Buch von {author}.',
  'staff.pinned': 'Die Bibliothek empfiehlt es: {what}.',
  'staff.popular.grade': 'Viel gelesen in dieser Klassenstufe und um sie herum: {what}.',
  'staff.popular.school': 'Viel ausgeliehen an der Schule: {what}.',
  'staff.shelf': 'Einmal etwas anderes aus den Regalen der Bibliothek: {what}.',
  'what.book': 'ein Buch',
  'what.theme': 'ein Buch über {theme}',
  'what.author': 'ein Buch von {author}',
  'what.both': 'ein Buch über {theme} von {author}',
  'part.title': '„{title}“',
  'part.history': 'Andere gelesene Bücher',
  'part.historyWhole': 'Was sonst gelesen wurde',
  'part.disliked': 'Was nicht gefiel',
  'part.popularGrade': 'Wie viel es in dieser Klassenstufe und ihren Nachbarn gelesen wird',
  'part.popularSchool': 'Wie viel es an der Schule gelesen wird',
  'part.fills': 'Gewählt, um die Liste zu füllen: Es ist für diese Person offen, und mehr ist nicht bekannt.',
  'counts.list': '{what}: {percent} %.',
  'counts.for': '{what}: {percent} % der Punkte.',
  'counts.against': '{what}: {percent} % der Punkte weniger.',
  'counts.speaksFor': '{what}: spricht dafür.',
  'counts.speaksAgainst': '{what}: spricht dagegen.',
  'place.pin': 'Die Bibliothek hat es für diese Klassenstufe nach vorn gestellt.',
  'place.pinForStaff': 'Jemand aus der Bibliothek hat es für diese Klassenstufe nach vorn gestellt.',
  'place.new': 'Noch haben es wenige gelesen: Einer von zehn Plätzen ist für so ein Buch.',
  'place.easier': 'Von fünf Plätzen ist einer für ein leichteres Buch, und es hat ihn.',
  'place.harder': 'Von fünf Plätzen ist einer für ein schwereres Buch, und es hat ihn.',
  'place.first': 'Über den Geschmack ist noch nichts bekannt: Es ist eine der allgemeinen Empfehlungen.',
  'place.fill': 'Es füllt eine Liste, für die die Punkte nicht reichten.',
  'held.seriesOrder': 'Ein früherer Band der Reihe kommt zuerst.',
  'held.series': 'Ein anderer Band der Reihe steht auf der Liste.',
  'held.author':
    'Auf der Liste {n, plural, one {steht schon # Buch} other {stehen schon # Bücher}} von derselben Person.',
  'shape.ignored':
    'Es wurde an {days, plural, one {# Tag} other {# Tagen}} gezeigt und übergangen: {percent} % seiner Punkte bleiben.',
  'shape.nothingSpeaks': 'Nichts, was bekannt ist, spricht dafür.',
  'shape.outscored': 'Bücher mit mehr Punkten füllen die Liste.',
  'shape.level':
    'Von fünf Plätzen ist einer für ein {fit, select, easier {leichteres} other {schwereres}} Buch, und ein anderes hat ihn.',
  'shape.alike': 'Es ist Büchern auf der Liste sehr ähnlich, darum wurde ein anderes vorgezogen.',
  'gate.hidden': 'Die Schule hat es verborgen.',
  'gate.not_yours': 'Es ist das eigene Buch einer anderen Person.',
  'gate.blocked': 'Jemand aus der Bibliothek hat es für diese Klassenstufe gesperrt.',
  'gate.maturity': 'Es ist für höhere Klassenstufen.',
  'gate.outgrown': 'Jemand aus der Bibliothek hat es niedrigeren Klassenstufen vorbehalten.',
  'gate.not_available': 'Kein Exemplar steht im Regal, und die Schule bietet nur Bücher an, die dort stehen.',
  'gate.language': 'Es ist in einer Sprache, die die Schule nicht anbietet.',
  'gate.already_read': 'Diese Person hatte es schon in der Hand, oder es wurde für sie abgelehnt.',
  'notice.general':
    'Bücher und Stimmen sind noch keine bekannt: Das sind allgemeine Empfehlungen. Ein paar Stimmen machen sie persönlich.',
  'notice.few': 'Bisher sind wenige Bücher bekannt: Ein paar Stimmen mehr machen die Liste persönlicher.',
  'notice.short':
    'Nur {found} von {wanted} Büchern: Was die Schule erlaubt, was schon gelesen ist, die Filter und der Platz für mehrere Autoren lassen nicht mehr übrig.',
  'similar.author': 'Auch von {author}.',
  'similar.readers': 'Oft von denselben Lesern gelesen wie „{title}“.',
  'similar.near': 'Ein Nachbar von „{title}“.',
  'similar.theme': 'In beiden geht es um {theme}.',
}
