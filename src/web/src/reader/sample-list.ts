/** A list to try, made here: eight books, and two lines with mistakes, so that a newcomer sees what a refusal looks like. */
const lines = [
  'title,author,rating,finished_on',
  'Holes,Louis Sachar,5,2025-01-12',
  'The Lightning Thief,Rick Riordan,5,2025-02-03',
  'Wonder,R. J. Palacio,4,2025-02-20',
  'Hatchet,Gary Paulsen,4,2025-03-08',
  'Charlotte’s Web,E. B. White,3,2025-03-15',
  'The Giver,Lois Lowry,5,2025-04-01',
  ',Nobody,4,2025-04-02',
  'The Hobbit,J. R. R. Tolkien,4,2025-02-30',
  'Esperanza Rising,Pam Muñoz Ryan,4,2025-05-11',
  'A Book That No Catalogue Knows,Somebody Unknown,4,2025-06-01',
]

export const sampleList = (): File =>
  new File([`${lines.join('\r\n')}\r\n`], 'sample-list.csv', { type: 'text/csv' })
