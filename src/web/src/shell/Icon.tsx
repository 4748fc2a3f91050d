/** Small drawings, 24 x 24, in the colour of the text beside them. They decorate; words say the meaning. */
const drawings = {
  up: 'M7 11v9H4v-9zm0 0 4-7c1.7 0 2.6 1.1 2.3 2.7L12.7 10H19a2 2 0 0 1 2 2.3l-1 6A2 2 0 0 1 18 20H7',
  down: 'M17 13V4h3v9zm0 0-4 7c-1.700 0-2.600-1.100-2.300-2.700L11.300 14H5a2 2 0 0 1-2-2.300l1-6A2 2 0 0 1 6 4h11',
  read: 'M12 6.500C10 5 7 4.500 4 5v13c3-.5 6 0 8 1.500 2-1.500 5-2 8-1.500V5c-3-.5-6 0-8 1.500zm0 0v13',
  undo: 'M9 6 4.500 10.500 9 15M5 10.500h9a5 5 0 0 1 0 10h-3',
  chevron: 'm6 9.500 6 6 6-6',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5M12.500 17v-6m-2.500 2.500 2.500-2.500 2.500 2.500',
  close: 'M6 6l12 12M18 6 6 18',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 9.200a2.800 2.800 0 1 1 0 5.600 2.800 2.800 0 0 1 0-5.600',
  play: 'M5 12a7 7 0 1 0 2.300-5.200M5 4v4.500h4.500',
} as const

export function Icon({ name }: { name: keyof typeof drawings }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  )
}
