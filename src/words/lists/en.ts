/**
 * What a list says of its books, to the student whose list it is, and under `staff` of that student to others: `met` tells
 * whether a book was liked or read. English is the original: its keys and gaps are everybody's.
 */
export const lists = {
  'because.series.1': 'The story goes on: this is the next book in the {series} series after “{title}”.',
  'because.series.2': 'You have read “{title}”, so this one is your next step in the {series} series.',
  'because.series.3': 'Next in line after “{title}”: the {series} series continues here.',
  'because.author.1':
    'Because you {met, select, liked {liked} other {have read}} “{title}”: here is another book by {author}.',
  'because.author.2':
    '{author} also wrote “{title}”, which you {met, select, liked {liked} other {have read}}, so this is a natural next read.',
  'because.author.3':
    'From the author of “{title}”, which you {met, select, liked {liked} other {have read}}: one more by {author}.',
  'because.theme.1':
    'Because you {met, select, liked {liked} other {have read}} “{title}”: this one is about {theme} too.',
  'because.theme.2':
    'Like “{title}”, which you {met, select, liked {liked} other {have read}}, this book has to do with {theme}.',
  'because.theme.3':
    'There is more about {theme} here, and you {met, select, liked {liked} other {have read}} “{title}”.',
  'because.pair.1':
    'Because you {met, select, liked_liked {liked “{title}” and “{other}”} liked_read {liked “{title}” and you have read “{other}”} read_liked {have read “{title}” and you liked “{other}”} other {have read “{title}” and “{other}”}}: this one is often read along with them.',
  'because.pair.2':
    'You {met, select, liked_liked {liked “{title}” and “{other}”} liked_read {liked “{title}” and you have read “{other}”} read_liked {have read “{title}” and you liked “{other}”} other {have read “{title}” and “{other}”}}; readers of these two tend to choose this one too.',
  'because.pair.3':
    'You {met, select, liked_liked {liked “{title}” and “{other}”} liked_read {liked “{title}” and you have read “{other}”} read_liked {have read “{title}” and you liked “{other}”} other {have read “{title}” and “{other}”}}, and the same readers often pick this up as well.',
  'because.readers.1':
    'Because you {met, select, liked {liked} other {have read}} “{title}”: the same readers often pick up this one as well.',
  'because.readers.2':
    'This one is often read by the people who read “{title}”, and you {met, select, liked {liked} other {have read}} that.',
  'because.readers.3':
    'You {met, select, liked {liked} other {have read}} “{title}”, and readers of that book tend to choose this one too.',
  'close.theme.1':
    'Close to “{title}”, which you {met, select, liked {liked} other {have read}}: both have to do with {theme}.',
  'close.theme.2':
    'You {met, select, liked {liked} other {have read}} “{title}”; this one has {theme} in common with it.',
  'close.text.1':
    'By its description this one is close to “{title}”, which you {met, select, liked {liked} other {have read}}.',
  'close.text.2':
    'You {met, select, liked {liked} other {have read}} “{title}”, and this book’s description is much like it.',
  'chosen.author.1':
    'Because you {met, select, liked {liked} other {have read}} “{title}”: here is another book by {author}.',
  'chosen.author.2':
    'From the author of “{title}”, which you {met, select, liked {liked} other {have read}}: one more by {author}.',
  'chosen.theme.1':
    'Like “{title}”, which you {met, select, liked {liked} other {have read}}, this book has to do with {theme}.',
  'chosen.theme.2':
    'There is more about {theme} here, and you {met, select, liked {liked} other {have read}} “{title}”.',
  'chosen.readers.1':
    'Few have read it yet; it is much like books that readers of “{title}” chose, and you {met, select, liked {liked} other {have read}} that.',
  'chosen.readers.2':
    'You {met, select, liked {liked} other {have read}} “{title}”: this one resembles what its readers went on to, though few know it yet.',
  'interest.1': 'You said that you like {theme}: this book is about just that.',
  'interest.2': 'A book for your interest in {theme}, to begin with.',
  'interest.3': 'Chosen for {theme}, one of the themes that you picked: a book to start from.',
  'interest.author.1': 'You said that you like {theme}: this book by {author} is about just that.',
  'interest.author.2': 'A book by {author} for your interest in {theme}, to begin with.',
  'interest.author.3':
    'Chosen for {theme}, one of the themes that you picked: a book by {author} to start from.',
  'pinned.1': 'Your library recommends this one: {what}.',
  'pinned.2': 'A pick from the people at your library: {what}.',
  'popular.grade.1': 'Much read in and around your grade: {what}.',
  'popular.grade.2': 'Readers in and around your grade have picked this one: {what}.',
  'popular.grade.3': 'A frequent choice in and around your grade: {what}.',
  'popular.school.1': 'Much borrowed in your school: {what}.',
  'popular.school.2': 'Many readers in your school have picked this one: {what}.',
  'popular.school.3': 'A book that goes from hand to hand in your school: {what}.',
  'rated.1': 'Readers have given this one high ratings: {what}.',
  'rated.2': 'Rated highly by the people who read it: {what}.',
  'shelf.1': 'Something different from your library’s shelves to try: {what}.',
  'shelf.2': 'Waiting on the shelf for somebody curious: {what}.',
  'staff.because.series':
    'The {series} series goes on: this is the next book after “{title}”, which this student has read.',
  'staff.because.author':
    'This student {met, select, liked {liked} other {has read}} “{title}”: here is another book by {author}.',
  'staff.because.theme':
    'This student {met, select, liked {liked} other {has read}} “{title}”: this one is about {theme} too.',
  'staff.because.pair':
    'This student {met, select, liked_liked {liked “{title}” and “{other}”} liked_read {liked “{title}” and has read “{other}”} read_liked {has read “{title}” and liked “{other}”} other {has read “{title}” and “{other}”}}: this one is often read along with them.',
  'staff.because.readers':
    'This student {met, select, liked {liked} other {has read}} “{title}”: the same readers often pick up this one as well.',
  'staff.close.theme':
    'This student {met, select, liked {liked} other {has read}} “{title}”; this one has {theme} in common with it.',
  'staff.close.text':
    'This student {met, select, liked {liked} other {has read}} “{title}”, and this book’s description is much like it.',
  'staff.chosen.author':
    'This student {met, select, liked {liked} other {has read}} “{title}”: here is another book by {author}.',
  'staff.chosen.theme':
    'There is more about {theme} here, and this student {met, select, liked {liked} other {has read}} “{title}”.',
  'staff.chosen.readers':
    'This student {met, select, liked {liked} other {has read}} “{title}”: this one resembles what its readers went on to, though few know it yet.',
  'staff.interest': 'This student named {theme} as an interest: this book is about just that.',
  'staff.interest.author':
    'This student named {theme} as an interest: this book by {author} is about just that.',
  'staff.pinned': 'The library recommends this one: {what}.',
  'staff.popular.grade': 'Much read in and around this student’s grade: {what}.',
  'staff.popular.school': 'Much borrowed in the school: {what}.',
  'staff.shelf': 'Something different from the library’s shelves to try: {what}.',
  'what.book': 'a book',
  'what.theme': 'a book about {theme}',
  'what.author': 'a book by {author}',
  'what.both': 'a book about {theme} by {author}',
  'part.title': '“{title}”',
  'part.history': 'Other books of the history',
  'part.historyWhole': 'What else is in the history',
  'part.disliked': 'What was not liked',
  'part.popularGrade': 'How much it is read in this grade and its neighbours',
  'part.popularSchool': 'How much it is read in the school',
  'part.fills':
    'Chosen to fill the list: it is open to this reader, and nothing more is known of how well it fits.',
  'counts.list': '{what}: {percent} %.',
  'counts.for': '{what} counts for {percent} % of the score.',
  'counts.against': '{what} takes away {percent} % of the score.',
  'counts.speaksFor': '{what} speaks for it.',
  'counts.speaksAgainst': '{what} speaks against it.',
  'place.pin': 'The library put it at the front for this grade.',
  'place.pinForStaff': 'A librarian put it at the front for this grade.',
  'place.new': 'Few have read it yet: one place in ten is kept for such a book.',
  'place.easier': 'It has the room that five places have for an easier book.',
  'place.harder': 'It has the room that five places have for a harder book.',
  'place.first': 'Nothing is known of this reader’s taste yet: it is one of the general picks.',
  'place.fill': 'It fills a list that the scores left short.',
  'held.seriesOrder': 'An earlier volume of its series comes first.',
  'held.series': 'Another volume of its series stands on the list.',
  'held.author': 'The list has {n, plural, one {# book} other {# books}} by its author already.',
  'shape.ignored':
    'It was shown on {days, plural, one {# day} other {# days}} and passed over: {percent} % of its score is left.',
  'shape.nothingSpeaks': 'Nothing in what is known speaks for it.',
  'shape.outscored': 'Books with a higher score fill the list.',
  'shape.level':
    'Five places have room for one {fit, select, easier {easier} other {harder}} book, and another has it.',
  'shape.alike': 'It is much like books on the list, so another was preferred.',
  'gate.hidden': 'The school has hidden it.',
  'gate.not_yours': 'It is another reader’s own book.',
  'gate.blocked': 'A librarian has blocked it for this grade.',
  'gate.maturity': 'It is for higher grades.',
  'gate.outgrown': 'A librarian has kept it for lower grades.',
  'gate.not_available': 'No copy is on the shelf, and the school offers only books that are.',
  'gate.language': 'It is in a language that the school does not offer.',
  'gate.already_read': 'This reader had it in hand already, or it was refused for this reader.',
  'notice.general':
    'No books or votes are known yet: these are general picks. A few votes make them personal.',
  'notice.few': 'Few books are known so far: a few more votes make the list more personal.',
  'notice.short':
    'Only {found} of {wanted} books: what the school allows, what was read already, the filters and room for several authors leave no more.',
  'similar.author': 'Also by {author}.',
  'similar.readers': 'Often read by the same readers as “{title}”.',
  'similar.near': 'A neighbour of “{title}”.',
  'similar.theme': 'Both are about {theme}.',
} as const
