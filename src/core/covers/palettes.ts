/** Colours of one cover. `ink` on `ground` has a contrast of at least 7:1 (WCAG AAA); a test measures it. */
export interface Palette {
  ground: string
  ink: string
  /** From the quietest to the loudest; drawn on `ground`. */
  shades: readonly [string, string, string]
}

/** Muted grounds with one warm accent each, so that a shelf of covers looks like one series. */
export const palettes: readonly Palette[] = [
  { ground: '#f4ecdc', ink: '#1f2f46', shades: ['#c9d3cf', '#5f8a8b', '#d2603a'] },
  { ground: '#17324d', ink: '#f6ead2', shades: ['#28527a', '#6fa3b8', '#f2b84b'] },
  { ground: '#f7e3c8', ink: '#4a1f2b', shades: ['#e9b98f', '#c8674b', '#6b2d3e'] },
  { ground: '#1f3b33', ink: '#f3ecd8', shades: ['#34604f', '#8fb58a', '#e8a34c'] },
  { ground: '#e6ece4', ink: '#1e3a34', shades: ['#b5cbb7', '#5d8f76', '#e0793f'] },
  { ground: '#43213f', ink: '#fbe9dd', shades: ['#6d3a63', '#c27a8f', '#f4b860'] },
  { ground: '#f9eddf', ink: '#283558', shades: ['#f0c9b4', '#e58a6f', '#4a619e'] },
  { ground: '#6b1f24', ink: '#fcecd6', shades: ['#8d3532', '#d9775a', '#f2c77b'] },
  { ground: '#e3ebf1', ink: '#1d2c4c', shades: ['#b3c8da', '#5b84ac', '#e2a63d'] },
  { ground: '#2a2a3c', ink: '#f5efe1', shades: ['#474865', '#8a8fc0', '#f08a5d'] },
  { ground: '#f6dd9a', ink: '#33261a', shades: ['#eebf5f', '#d4792d', '#31585c'] },
  { ground: '#0f4a4e', ink: '#f8efda', shades: ['#1d6a6b', '#6fb5a6', '#f3946b'] },
  { ground: '#f3e2e3', ink: '#46213c', shades: ['#e2bcc1', '#b46a86', '#3f6b74'] },
  { ground: '#efe9dd', ink: '#2b2b2b', shades: ['#d6cbb6', '#8f9a78', '#b8433a'] },
]
