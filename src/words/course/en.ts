/** What the tool inside a course says to those who teach it, and on reading lists. English is the original. */
export const course = {
  'class.acted':
    'You act as somebody else, or as a student for a try. What you do here is marked as that, and counts in no total.',
  'class.noCourse':
    'The platform did not say which course this is: there are no totals and no reading lists.',
  'class.shelf': 'Books for the whole course',
  'class.shelf.explain':
    'Well rated books that every student may see. Whoever opens the link sees picks chosen for her or him.',
  'class.shelf.none': 'The library has no book for everybody that fits this link.',
  'class.totals': 'What the course says',
  'class.totals.explain':
    'A number appears when at least {fewest, number} students stand behind it, and moves when as many more do. Nobody’s own vote can be seen.',
  'class.totals.none': 'There is no book yet on which enough students voted in this course.',
  'class.voted': '{n, plural, one {# student} other {# students}} voted',
  'class.split':
    'Of the first {of, plural, one {# vote} other {# votes}}: liked by {up, number}, not by {down, number}',
  'class.read': '{n, plural, one {# student} other {# students}} had read it already',
  'class.forget': 'Start the totals anew',
  'class.forget.explain': 'The course forgets which votes were given in it. Students keep their votes.',
  'class.sure': 'Yes, I am sure',
  'class.lists': 'Reading lists of this course',
  'class.linked': 'The reading list of this link',
  'list.new': 'New reading list',
  'list.name': 'Name of the list',
  'list.make': 'Make the list',
  'list.edit': 'Change: {title}',
  'list.title': 'Reading list: {title}',
  'list.books': 'Books on the list',
  'list.empty': 'There is no book on the list yet.',
  'list.search': 'Title or author',
  'list.find': 'Find books',
  'list.found': 'Books found',
  'list.foundNone': 'No book of the catalogue fits that.',
  'list.add': 'Add',
  'list.isOn': 'On the list',
  'list.remove': 'Remove',
  'list.up': 'Move up',
  'list.down': 'Move down',
  'list.rename': 'Rename',
  'list.delete': 'Delete this list',
  'list.copy':
    'This list is another course’s. With your first change this course gets a copy of its own, and the other one stays as it is.',
  'list.hidden': 'Hidden by the library: students do not see it',
  'list.gates': 'Students see only books that the library lets them see, so some may miss one of these.',
  'list.link': 'Add this list to the course',
  'list.linkHow':
    'To show it to students, add a link to your course with Shelftalk and choose this list there.',
  'list.back': 'Back',
  'list.refused':
    'That could not be changed. A list has a name and at most {most, number} books, each once; a course has at most {lists, number} lists.',
  'list.chosen': 'Chosen for this course. Only you see your own votes.',
  'list.looksOn': 'Chosen for this course.',
  'list.none': 'There is no book on this list that the library lets you see.',
  'relink.title': 'This link has to be made anew',
  'relink.explain':
    'Its settings make no sense, or its reading list was deleted. Students read that it is not ready yet.',
  'relink.how':
    'Delete the link in your course and add it again: choose Shelftalk where your course offers tools, and there picks or a reading list.',
  'link.picks': 'Picks for each student',
  'link.lists': 'A reading list',
  'link.lists.explain': 'The same books for everybody, chosen by you from the catalogue.',
  'link.lists.add': 'Add to the course',
  'refused.not_found': 'There is nothing like that for you here.',
} as const
