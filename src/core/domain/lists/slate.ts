/**
 * By which way a book came to its place on a list, stored with it so that what people did can be judged by it: a
 * librarian's pin; its score; the room for an easier or a harder book; the place kept for a new book; a first pick for a
 * reader of whom nothing is known; or to fill a list that the scores left short.
 */
export type Place = 'pin' | 'score' | 'easier' | 'harder' | 'new' | 'first' | 'fill'
