import { books } from '../books/de.ts'
import { course } from '../course/de.ts'
import type { Translated } from '../speak.ts'
import type { lti as english } from './en.ts'

export const lti: Translated<typeof english> = {
  ...books,
  ...course,
  'picks.title': 'Bücher für dich',
  'picks.none': 'Diesmal keine Bücher. Frag in der Bibliothek, oder komm später wieder.',
  'picks.private': 'Nur du siehst deine Empfehlungen. Eine Stimme ändert sofort deine nächste Liste.',
  'picks.mentor': 'Sie sehen zu: Stimmen gibt nur die Schülerin oder der Schüler.',
  'account.title': 'Dein Schulkonto',
  'account.explain':
    'Melde dich bei Shelftalk so an, wie deine Schule es dir gesagt hat, hol unter „Meine Konten“ einen Code und tippe ihn hier. Deine Stimmen von hier gehören dann auch dort dir und zählen einmal: Hast du zu einem Buch an beiden Stellen abgestimmt, gilt die spätere Stimme.',
  'account.code': 'Code',
  'account.send': 'Verknüpfen',
  'account.said.pending': 'Fast fertig. Geh zurück zu „Meine Konten“ und bestätige, dass du es warst.',
  'account.said.refused': 'Dieser Code gilt nicht. Hol einen neuen und versuch es noch einmal.',
  'account.said.already_linked': 'Dieses Konto ist schon verknüpft.',
  'account.linked': 'Das hier ist mit deinem Schulkonto verknüpft.',
  'course.title': 'Shelftalk in diesem Kurs',
  'course.explain':
    'Wer das im Kurs öffnet, sieht eigene Empfehlungen, jede mit einem Grund. Einzelne Stimmen sehen Sie hier nicht.',
  'visitor.title': 'Bücher aus deiner Schulbibliothek',
  'visitor.explain':
    'Der Kurs hat nicht gesagt, wer du bist. Melde dich dort an und öffne das noch einmal, dann siehst du Bücher für dich.',
  'notReady.title': 'Noch nicht fertig',
  'notReady.explain':
    'Dieser Link ist nicht so eingerichtet, wie er sein soll. Wer den Kurs leitet, kann ihn neu anlegen.',
  'open.title': 'Noch ein Schritt',
  'open.explain':
    'Im Kurs merkt sich dein Browser nicht, wer angefangen hat. In einem eigenen Tab tut er es.',
  'open.button': 'In neuem Tab öffnen',
  'link.title': 'Bücher für diesen Kurs',
  'link.explain': 'Wer den Link öffnet, sieht eigene Vorschläge. Du kannst ihn später im Kurs ändern.',
  'link.notTaken': 'Diese Stelle im Kurs nimmt keine Links an, die ein Werkzeug öffnen.',
  'link.count': 'Wie viele Bücher',
  'link.level': 'Schwierigkeit',
  'link.level.any': 'Wie es für jedes Kind passt',
  'link.level.easier': 'Leichter',
  'link.level.just-right': 'Gerade richtig',
  'link.level.harder': 'Schwerer',
  'link.theme': 'Thema, falls es um eines gehen soll',
  'link.owned': 'Nur Bücher, die jetzt ausgeliehen werden können',
  'link.add': 'In den Kurs einfügen',
  'link.cancel': 'Abbrechen',
  'answer.title': 'Zurück zu deinem Kurs',
  'answer.button': 'Weiter',
  'registered.title': 'Registriert, wartet auf Freigabe',
  'registered.who': '{name} ({issuer}) ist bei Shelftalk registriert. Noch öffnet sich nichts.',
  'registered.next':
    'Auf der Seite „Verbindungen“ von Shelftalk prüft eine Administratorin oder ein Administrator Ihrer Schule, ob das Ihre Plattform ist, und gibt sie frei.',
  'registered.close': 'Zurück zur Plattform',
  'refused.title': 'Das ließ sich nicht öffnen',
  'refused.code': 'Code zum Weitergeben: {code}',
  'refused.again': 'Öffne es noch einmal aus deinem Kurs.',
  'refused.platform_unknown':
    'Diese Kursplattform ist bei Shelftalk nicht angemeldet. Frag, wer sie an deiner Schule betreut.',
  'refused.platform_ambiguous':
    'Diese Kursplattform ist mehrfach angemeldet und hat nicht gesagt, welche sie ist. Frag, wer sie an deiner Schule betreut.',
  'refused.platform_waiting':
    'Die Verbindung wartet noch auf die Freigabe deiner Schule, oder sie wurde abgeschaltet.',
  'refused.parameter_missing': 'Die Kursplattform hat etwas weggelassen, das nötig ist.',
  'refused.parameter_repeated': 'Die Kursplattform hat etwas zweimal gesagt.',
  'refused.too_large': 'Die Kursplattform hat mehr geschickt, als angenommen wird.',
  'refused.target_unknown': 'Der Link führt zu einer Adresse, die nicht unsere ist.',
  'refused.deployment_unknown': 'Deine Schule hat diesen Ort der Kursplattform noch nicht freigegeben.',
  'refused.too_many': 'Gerade öffnen es zu viele. Warte ein wenig und öffne es noch einmal.',
  'refused.state_unknown': 'Das wurde schon geöffnet, oder es ist zu lange her.',
  'refused.proof_missing': 'Der Browser, der angefangen hat, ist nicht der, der zurückkam.',
  'refused.token_malformed': 'Was die Kursplattform geschickt hat, lässt sich nicht lesen.',
  'refused.token_signature':
    'Was die Kursplattform geschickt hat, ist nicht so unterschrieben, wie es sein soll.',
  'refused.token_issuer': 'Das kam von einer anderen Kursplattform.',
  'refused.token_audience': 'Das war für ein anderes Werkzeug bestimmt.',
  'refused.token_time': 'Das wurde vor zu langer Zeit geschickt, oder eine Uhr geht falsch.',
  'refused.token_nonce': 'Das gehört zu etwas anderem, das geöffnet wurde.',
  'refused.token_version': 'Die Kursplattform spricht eine andere Version von LTI als 1.3.',
  'refused.token_message': 'Die Kursplattform will etwas, das dieser Link nicht tut.',
  'refused.token_target': 'Der Link führt woandershin, als er zuerst sagte.',
  'refused.token_claims': 'Etwas von dem, was die Kursplattform geschickt hat, ist nicht, wie es sein soll.',
  'refused.platform_error':
    'Die Kursplattform sagt, dass sich das nicht öffnen lässt. Lade die Seite deines Kurses neu.',
  'refused.platform_keys_away': 'Die Kursplattform antwortet nicht. Versuch es in einer Minute noch einmal.',
  'refused.clock_apart':
    'Die Uhren der Kursplattform und von Shelftalk gehen mehr als eine Minute auseinander. Wer sie betreibt, sollte beide nach einem Zeitserver (NTP) stellen.',
  'refused.invite_unknown':
    'Diese Adresse zum Registrieren wurde schon benutzt, ist über eine Stunde alt oder nicht vollständig. Unter „Verbindungen“ gibt es eine neue.',
  'refused.registration_configuration':
    'Was die Plattform über sich sagt, war nicht zu lesen. Holen Sie unter „Verbindungen“ eine neue Adresse und versuchen Sie es noch einmal, oder registrieren Sie das Werkzeug von Hand.',
  'refused.registration_foreign':
    'Die Plattform spricht für eine andere Adresse als ihre eigene; darum wurde nichts registriert. Wenn das so sein soll, registrieren Sie das Werkzeug von Hand.',
  'refused.registration_refused':
    'Die Plattform hat das Werkzeug nicht registriert. Holen Sie unter „Verbindungen“ eine neue Adresse und versuchen Sie es noch einmal, oder registrieren Sie es von Hand.',
  'refused.registration_exists':
    'Die Plattform nannte einen Client, der schon registriert ist. Was vorher registriert wurde, bleibt, wie es ist.',
  'refused.away': 'Shelftalk kann gerade nicht antworten. Versuch es in einer Minute noch einmal.',
  'refused.session_over': 'Du warst eine Weile weg.',
  'refused.not_allowed': 'Das darfst du hier nicht.',
}
