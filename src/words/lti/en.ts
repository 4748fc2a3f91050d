import { books } from '../books/en.ts'
import { course } from '../course/en.ts'

/** What the tool inside a course says. English is the original: its keys and gaps are everybody's. */
export const lti = {
  ...books,
  ...course,
  'picks.title': 'Books for you',
  'picks.none': 'No books this time. Ask the library, or come back later.',
  'picks.private': 'Only you see your picks. A vote changes your next list at once.',
  'picks.mentor': 'You look on: votes are for the student.',
  'account.title': 'Your school account',
  'account.explain':
    'Sign in to Shelftalk as your school told you, get a code under “My accounts”, and type it here. What you voted here is yours there then, and counts once: on a book that you voted on in both places, your later vote holds.',
  'account.code': 'Code',
  'account.send': 'Link',
  'account.said.pending': 'Almost done. Go back to “My accounts” and confirm that it was you.',
  'account.said.refused': 'This code does not work. Get a new one and try again.',
  'account.said.already_linked': 'This account is linked already.',
  'account.linked': 'This is linked to your school account.',
  'course.title': 'Shelftalk in this course',
  'course.explain':
    'Each student who opens this sees picks of her or his own, with a reason for each. You see no student’s votes here.',
  'visitor.title': 'Books from your school library',
  'visitor.explain':
    'The course did not say who you are. Sign in there and open this again to see books for you.',
  'notReady.title': 'Not ready yet',
  'notReady.explain': 'This link is not set up as it should be. Whoever teaches the course can make it anew.',
  'open.title': 'One more step',
  'open.explain': 'Inside the course your browser keeps no note of who began. In a tab of its own it does.',
  'open.button': 'Open in a new tab',
  'link.title': 'Books for this course',
  'link.explain': 'Students who open the link see picks of their own. You can change it later in the course.',
  'link.notTaken': 'This place in the course takes no links that open a tool.',
  'link.count': 'How many books',
  'link.level': 'Difficulty',
  'link.level.any': 'As fits each student',
  'link.level.easier': 'Easier',
  'link.level.just-right': 'Just right',
  'link.level.harder': 'Harder',
  'link.theme': 'Theme, if it is to be about one',
  'link.owned': 'Only books that can be borrowed now',
  'link.add': 'Add to the course',
  'link.cancel': 'Cancel',
  'answer.title': 'Back to your course',
  'answer.button': 'Go on',
  'registered.title': 'Registered, waiting for approval',
  'registered.who': '{name} ({issuer}) is registered with Shelftalk. Nothing opens yet.',
  'registered.next':
    'On the page Connections of Shelftalk, an admin of your school looks whether that is your platform and approves it.',
  'registered.close': 'Back to the platform',
  'refused.title': 'This did not open',
  'refused.code': 'Code to pass on: {code}',
  'refused.again': 'Open it again from your course.',
  'refused.platform_unknown':
    'This course platform is not registered with Shelftalk. Ask whoever runs it at your school.',
  'refused.platform_ambiguous':
    'This course platform is registered more than once and did not say which one it is. Ask whoever runs it at your school.',
  'refused.platform_waiting': 'The connection waits for approval by your school, or was switched off.',
  'refused.parameter_missing': 'The course platform left something out that is needed.',
  'refused.parameter_repeated': 'The course platform said something twice.',
  'refused.too_large': 'The course platform sent more than can be taken.',
  'refused.target_unknown': 'The link leads to an address that is not ours.',
  'refused.deployment_unknown': 'Your school has not approved this place of the course platform yet.',
  'refused.too_many': 'Too many people open this at the moment. Wait a little and open it again.',
  'refused.state_unknown': 'This was opened already, or too long ago.',
  'refused.proof_missing': 'The browser that began to open this is not the one that came back.',
  'refused.token_malformed': 'What the course platform sent cannot be read.',
  'refused.token_signature': 'What the course platform sent is not signed as it should be.',
  'refused.token_issuer': 'This was sent by another course platform.',
  'refused.token_audience': 'This was meant for another tool.',
  'refused.token_time': 'This was sent too long ago, or a clock is wrong.',
  'refused.token_nonce': 'This belongs to something else that was opened.',
  'refused.token_version': 'The course platform speaks another version of LTI than 1.3.',
  'refused.token_message': 'The course platform asks for something that this link does not do.',
  'refused.token_target': 'The link leads elsewhere than it said at first.',
  'refused.token_claims': 'Something that the course platform sent is not as it should be.',
  'refused.platform_error':
    'The course platform says that this cannot be opened. Reload the page of your course.',
  'refused.platform_keys_away': 'The course platform does not answer. Try again in a minute.',
  'refused.clock_apart':
    'The clocks of the course platform and of Shelftalk are more than a minute apart. Whoever runs them should set both by a time server (NTP).',
  'refused.invite_unknown':
    'This address to register with was used already, is more than an hour old, or is not complete. An admin of your school makes a new one under Connections.',
  'refused.registration_configuration':
    'What the platform says of itself could not be read. Make a new address under Connections and try again, or register the tool by hand.',
  'refused.registration_foreign':
    'The platform speaks for another address than its own, so nothing was registered. Register the tool by hand if that is as it should be.',
  'refused.registration_refused':
    'The platform did not register the tool. Make a new address under Connections and try again, or register the tool by hand.',
  'refused.registration_exists':
    'The platform gave a client that is registered already. What was registered before stays as it is.',
  'refused.away': 'Shelftalk cannot answer at the moment. Try again in a minute.',
  'refused.session_over': 'You have been away for a while.',
  'refused.not_allowed': 'That is not for you to do here.',
} as const
