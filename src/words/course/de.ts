import type { Translated } from '../speak.ts'
import type { course as english } from './en.ts'

export const course: Translated<typeof english> = {
  'class.acted':
    'Sie handeln für jemand anderen oder zur Probe. Was Sie hier tun, wird so vermerkt und zählt in keiner Summe.',
  'class.noCourse':
    'Die Plattform hat nicht gesagt, welcher Kurs das ist: Es gibt keine Summen und keine Leselisten.',
  'class.shelf': 'Bücher für den ganzen Kurs',
  'class.shelf.explain':
    'Gut bewertete Bücher, die alle sehen dürfen. Wer den Link im Kurs öffnet, sieht eigene Empfehlungen.',
  'class.shelf.none': 'Die Bibliothek hat kein Buch für alle, das zu diesem Link passt.',
  'class.totals': 'Was der Kurs sagt',
  'class.totals.explain':
    'Eine Zahl erscheint, wenn mindestens {fewest, number} Stimmen dahinterstehen, und ändert sich erst, wenn ebenso viele dazukommen. Einzelne Stimmen sind nicht zu sehen.',
  'class.totals.none': 'Noch hat kein Buch genug Stimmen aus diesem Kurs.',
  'class.voted': '{n, plural, one {# Stimme} other {# Stimmen}}',
  'class.split':
    'Von {of, plural, one {der ersten Stimme} other {den ersten # Stimmen}}: {up, number} dafür, {down, number} dagegen',
  'class.read': '{n, plural, one {# Person} other {# Personen}} im Kurs kannten es schon',
  'class.forget': 'Summen neu beginnen',
  'class.forget.explain':
    'Der Kurs vergisst, welche Stimmen in ihm gegeben wurden. Die Stimmen selbst bleiben erhalten.',
  'class.sure': 'Ja, ich bin sicher',
  'class.lists': 'Leselisten dieses Kurses',
  'class.linked': 'Die Leseliste dieses Links',
  'list.new': 'Neue Leseliste',
  'list.name': 'Name der Liste',
  'list.make': 'Liste anlegen',
  'list.edit': 'Ändern: {title}',
  'list.title': 'Leseliste: {title}',
  'list.books': 'Bücher auf der Liste',
  'list.empty': 'Auf der Liste steht noch kein Buch.',
  'list.search': 'Titel oder Autor',
  'list.find': 'Bücher suchen',
  'list.found': 'Gefundene Bücher',
  'list.foundNone': 'Dazu passt kein Buch aus dem Katalog.',
  'list.add': 'Hinzufügen',
  'list.isOn': 'Steht auf der Liste',
  'list.remove': 'Entfernen',
  'list.up': 'Nach oben',
  'list.down': 'Nach unten',
  'list.rename': 'Umbenennen',
  'list.delete': 'Diese Liste löschen',
  'list.copy':
    'Diese Liste gehört einem anderen Kurs. Mit Ihrer ersten Änderung bekommt dieser Kurs eine eigene Kopie, die andere bleibt, wie sie ist.',
  'list.hidden': 'Von der Bibliothek ausgeblendet: Im Kurs ist es nicht zu sehen',
  'list.gates':
    'Im Kurs sind nur Bücher zu sehen, die die Bibliothek freigibt. Manchen kann eines davon fehlen.',
  'list.link': 'Diese Liste in den Kurs einfügen',
  'list.linkHow':
    'Damit der Kurs sie sieht, fügen Sie dort mit Shelftalk einen Link ein und wählen diese Liste.',
  'list.back': 'Zurück',
  'list.refused':
    'Das ließ sich nicht ändern. Eine Liste hat einen Namen und höchstens {most, number} Bücher, jedes einmal; ein Kurs hat höchstens {lists, number} Listen.',
  'list.chosen': 'Für diesen Kurs ausgewählt. Deine Stimmen siehst nur du.',
  'list.looksOn': 'Für diesen Kurs ausgewählt.',
  'list.none': 'Auf dieser Liste steht kein Buch, das die Bibliothek dir zeigt.',
  'relink.title': 'Dieser Link muss neu angelegt werden',
  'relink.explain':
    'Seine Einstellungen ergeben keinen Sinn, oder seine Leseliste wurde gelöscht. Im Kurs steht, dass er noch nicht fertig ist.',
  'relink.how':
    'Löschen Sie den Link in Ihrem Kurs und fügen Sie ihn neu ein: Wählen Sie Shelftalk, wo der Kurs Werkzeuge anbietet, und dort Empfehlungen oder eine Leseliste.',
  'link.picks': 'Empfehlungen für jedes Kind',
  'link.lists': 'Eine Leseliste',
  'link.lists.explain': 'Dieselben Bücher für alle, von Ihnen aus dem Katalog gewählt.',
  'link.lists.add': 'In den Kurs einfügen',
  'refused.not_found': 'So etwas gibt es hier für dich nicht.',
}
