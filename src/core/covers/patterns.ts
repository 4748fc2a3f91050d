import type { Drawing } from './pen.ts'

/** Pictures without a horizon: ornament and geometry. */

export const orbits: Drawing = (pen) => {
  const { width, height, shades } = pen
  const [x, y] = [width * (0.35 + 0.3 * pen.next()), height * (0.4 + 0.2 * pen.next())]
  const rings = [1, 2, 3, 4, 5, 6].map((ring) => {
    const r = 22 + ring * 26
    const turn = pen.next() * 2 * Math.PI
    const planet = `<circle cx="${n(x + r * Math.cos(turn))}" cy="${n(y + r * Math.sin(turn))}" r="${n(5 + 8 * pen.next())}" fill="${ring % 2 === 0 ? shades[2] : shades[1]}"/>`
    return `<circle cx="${n(x)}" cy="${n(y)}" r="${r}" fill="none" stroke="${ring % 2 === 0 ? shades[1] : shades[0]}" stroke-width="2.5"/>${planet}`
  })
  return `${rings.join('')}<circle cx="${n(x)}" cy="${n(y)}" r="26" fill="${shades[2]}"/>`
}

export const rays: Drawing = (pen) => {
  const { width, height, shades } = pen
  const [x, y] = [width * (0.3 + 0.4 * pen.next()), height]
  const count = 15
  const wedges = Array.from({ length: count }, (_, i) => {
    const [from, to] = [(Math.PI * i) / count, (Math.PI * (i + 1)) / count]
    const at = (a: number) => `${n(x - 500 * Math.cos(a))} ${n(y - 500 * Math.sin(a))}`
    return i % 2 === 0
      ? `<path d="M${n(x)} ${y}L${at(from)}L${at(to)}Z" fill="${shades[i % 4 === 0 ? 0 : 1]}"/>`
      : ''
  })
  const suns = [
    [74, pen.ground],
    [62, shades[2]],
  ].map(([r, fill]) => `<circle cx="${n(x)}" cy="${y}" r="${r}" fill="${fill}"/>`)
  return wedges.join('') + suns.join('')
}

export const leaves: Drawing = (pen) => {
  const { width, height, shades } = pen
  const stems = [0.2, 0.5, 0.8].map((place) => {
    const x = width * (place + 0.08 * (pen.next() - 0.5))
    const colour = pen.next() < 0.5 ? shades[1] : shades[0]
    let plant = `<path d="M${n(x)} ${height}V24" stroke="${shades[1]}" stroke-width="3"/>`
    const accent = Math.floor(pen.next() * 5)
    for (let i = 0, y = 44; y < height + 20; y += 34, i += 1) {
      for (const side of [-1, 1]) {
        const fill = i === accent && side === 1 ? shades[2] : colour
        const reach = side * (30 + 8 * pen.next())
        plant += `<path d="M${n(x)} ${y}q${n(reach * 0.25)} -30 ${n(reach)} -34q${n(-reach * 0.05)} 30 ${n(-reach)} 34Z" fill="${fill}"/>`
      }
    }
    return `${plant}<circle cx="${n(x)}" cy="20" r="9" fill="${shades[2]}"/>`
  })
  return stems.join('')
}

export const quilt: Drawing = (pen) => {
  const { width, height, shades } = pen
  const cell = height / 4
  const half = cell / 2
  const shapes = [
    `M0 0H${cell}A${cell} ${cell} 0 0 1 0 ${cell}Z`,
    `M0 0H${cell}L0 ${cell}Z`,
    `M0 ${half}A${half} ${half} 0 0 1 ${cell} ${half}Z`,
  ]
  let tiles = ''
  for (let y = 0; y < height; y += cell) {
    for (let x = 0; x < width; x += cell) {
      const [colour, back] = [
        shades[Math.floor(pen.next() * 3)] ?? shades[1],
        pen.next() < 0.35 ? shades[0] : pen.ground,
      ]
      const turn = Math.floor(pen.next() * 4) * 90
      const shape = shapes[Math.floor(pen.next() * shapes.length)]
      const tile = `<rect width="${cell + 0.5}" height="${cell + 0.5}" fill="${back}"/>`
      tiles += `<g transform="translate(${x} ${y})">${tile}<path d="${shape}" transform="rotate(${turn} ${half} ${half})" fill="${colour}"/></g>`
    }
  }
  return tiles
}

export const arches: Drawing = (pen) => {
  const { width, height, shades } = pen
  const count = 3
  const step = width / count
  const lit = Math.floor(pen.next() * count)
  return Array.from({ length: count }, (_, i) => {
    const x = step * (i + 0.5)
    return [42, 33, 24, 15]
      .map((half, ring) => {
        const top = 66 + ring * 12 + (i % 2) * 14
        const colours = [shades[0], shades[1], pen.ground, i === lit ? shades[2] : shades[1]]
        return `<path d="M${n(x - half)} ${height}V${top}a${half} ${half} 0 0 1 ${2 * half} 0V${height}Z" fill="${colours[ring]}"/>`
      })
      .join('')
  }).join('')
}

export const ladders: Drawing = (pen) => {
  const { width, height, shades } = pen
  const lean = pen.next() < 0.5 ? 1 : -1
  const moon = `<circle cx="${n(width / 2 + lean * 78)}" cy="52" r="34" fill="${shades[2]}"/>`
  const ladder = (x: number, colour: string, slant: number) => {
    const rungs = Array.from({ length: 12 }, (_, i) => {
      const y = height - i * 24
      const shift = (slant * i * 24) / height
      return `<path d="M${n(x + shift)} ${y}h36" stroke="${colour}" stroke-width="5"/>`
    })
    const rails = [0, 36].map(
      (side) =>
        `<path d="M${n(x + side)} ${height + 8}L${n(x + side + slant)} 0" stroke="${colour}" stroke-width="6"/>`,
    )
    return rails.join('') + rungs.join('')
  }
  const steps = [0, 1, 2, 3, 4].map((i) => {
    const at = lean > 0 ? i * 60 : 240 - i * 60
    return `<rect x="${at}" y="${height - (i + 1) * 26}" width="60.5" height="${height}" fill="${shades[0]}"/>`
  })
  return moon + steps.join('') + ladder(lean > 0 ? 60 : 204, shades[1], lean * 90)
}

export const confetti: Drawing = (pen) => {
  const { width, height, shades } = pen
  let dots = ''
  for (let row = 0; row * 38 < height + 20; row += 1) {
    for (let x = (row % 2) * 21 + 4; x < width + 20; x += 42) {
      const [size, pick] = [5 + 13 * pen.next(), Math.floor(pen.next() * 3)]
      const y = row * 38 + 12
      const fill = shades[pick] ?? shades[1]
      dots +=
        pen.next() < 0.7
          ? `<circle cx="${x}" cy="${y}" r="${n(size)}" fill="${fill}"/>`
          : `<circle cx="${x}" cy="${y}" r="${n(size)}" fill="none" stroke="${fill}" stroke-width="4"/>`
    }
  }
  return dots
}

export const stripes: Drawing = (pen) => {
  const { width, height, shades } = pen
  const slope = 60 + 50 * pen.next()
  let bands = ''
  for (let x = -160, i = 0; x < width + 40; i += 1) {
    const wide = 16 + 22 * pen.next()
    bands += `<path d="M${n(x)} ${height}l${n(slope)} ${-height}h${n(wide)}l${n(-slope)} ${height}Z" fill="${shades[i % 2]}"/>`
    x += wide + 10
  }
  const [cx, cy] = [width * (0.3 + 0.4 * pen.next()), height * 0.5]
  return `${bands}<circle cx="${n(cx)}" cy="${n(cy)}" r="58" fill="${pen.ground}"/><circle cx="${n(cx)}" cy="${n(cy)}" r="48" fill="${shades[2]}"/>`
}

/** Numbers in paths: two decimals are finer than any screen. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100)
}
