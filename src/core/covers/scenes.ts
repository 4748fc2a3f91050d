import type { Drawing, Pen } from './pen.ts'

/** Pictures with a horizon: places, weather, the night sky. */

export const waves: Drawing = (pen) => {
  const { width, height, shades } = pen
  const rows = 6
  const sun = circle(width * (0.25 + 0.5 * pen.next()), height * 0.3, height * 0.2, shades[2])
  const bands = Array.from({ length: rows }, (_, row) => {
    const y = height * (0.34 + (0.66 * row) / rows)
    const [swell, shift] = [9 + row * 2, pen.next() * 60]
    let path = `M${-60 + shift} ${n(y)}`
    for (let x = -60 + shift; x < width + 60; x += 60) path += `q15 ${-swell} 30 0t30 0`
    return `<path d="${path}V${height}H-60Z" fill="${row % 2 === 0 ? shades[0] : shades[1]}"/>`
  })
  return sun + bands.join('')
}

export const hills: Drawing = (pen) => {
  const { width, height, shades } = pen
  const sun = circle(width * (0.2 + 0.6 * pen.next()), height * 0.32, height * 0.17, shades[2])
  const bands = [shades[0], shades[1], pen.ink].map((colour, row) => {
    const y = height * (0.48 + row * 0.17)
    const [rise, dip] = [y - height * (0.12 + 0.25 * pen.next()), y + height * 0.12 * pen.next()]
    const middle = width * (0.35 + 0.3 * pen.next())
    return `<path d="M0 ${n(y)}Q${n(middle / 2)} ${n(rise)} ${n(middle)} ${n(y)}T${width} ${n(dip)}V${height}H0Z" fill="${colour}"/>`
  })
  return sun + bands.join('')
}

export const peaks: Drawing = (pen) => {
  const { width, height, shades } = pen
  const moon = circle(width * (0.15 + 0.7 * pen.next()), height * 0.2, height * 0.1, shades[2])
  const rows = [shades[0], shades[1], pen.ink].map((colour, row) => {
    const base = height * (0.5 + row * 0.2)
    let path = `M0 ${height}V${n(base)}`
    const steps = 3 + row
    for (let i = 0; i < steps; i += 1) {
      const top = base - height * (0.14 + 0.3 * pen.next()) * (1 - row * 0.25)
      path += `L${n((width * (i + 0.5)) / steps)} ${n(top)}L${n((width * (i + 1)) / steps)} ${n(base)}`
    }
    return `<path d="${path}V${height}Z" fill="${colour}"/>`
  })
  return moon + rows.join('')
}

export const stars: Drawing = (pen) => {
  const { width, height, shades } = pen
  const [x, y, r] = [width * (0.3 + 0.4 * pen.next()), height * 0.45, height * 0.27]
  const moon = circle(x, y, r, shades[2]) + circle(x + r * 0.42, y - r * 0.18, r * 0.86, pen.ground)
  const sky = Array.from({ length: 34 }, (_, i) => {
    const [sx, sy] = [((i * 53) % 300) / 300, pen.next()]
    const size = 2 + 7 * pen.next() ** 3
    const [cx, cy] = [sx * width, sy * height * 0.94]
    if (Math.hypot(cx - x, cy - y) < r * 1.2) return ''
    return spark(cx, cy, size, i % 3 === 0 ? shades[2] : shades[1])
  })
  const ground = `<path d="M0 ${n(height * 0.86)}Q${width / 2} ${n(height * 0.72)} ${width} ${n(height * 0.88)}V${height}H0Z" fill="${shades[0]}"/>`
  return sky.join('') + moon + ground
}

export const windows: Drawing = (pen) => {
  const { width, height, shades } = pen
  let houses = circle(width * (0.2 + 0.6 * pen.next()), height * 0.16, height * 0.09, shades[2])
  let x = 0
  for (let house = 0; x < width; house += 1) {
    const w = [48, 60, 72][Math.floor(pen.next() * 3)] ?? 60
    const top = height * (0.18 + 0.4 * pen.next())
    const colour = house % 2 === 0 ? shades[0] : shades[1]
    const roof =
      house % 3 === 1 ? `<path d="M${x} ${n(top)}l${w / 2} -26l${w / 2} 26Z" fill="${colour}"/>` : ''
    houses += `<rect x="${x}" y="${n(top)}" width="${w + 0.5}" height="${n(height - top)}" fill="${colour}"/>${roof}`
    for (let wy = top + 14; wy < height - 18; wy += 26) {
      for (let wx = x + 10; wx <= x + w - 18; wx += 16) {
        const lit = pen.next() < 0.3 ? shades[2] : pen.ground
        houses += `<rect x="${wx}" y="${n(wy)}" width="9" height="14" rx="1" fill="${lit}"/>`
      }
    }
    x += w
  }
  return houses
}

export const trees: Drawing = (pen) => {
  const { width, height, shades } = pen
  const moon = circle(width * (0.3 + 0.4 * pen.next()), height * 0.36, height * 0.26, shades[2])
  const rows = [shades[0], shades[1], pen.ink].map((colour, row) => {
    const trunks = Array.from({ length: 6 + row }, (_, i) => {
      const x = ((i + 0.2 + 0.6 * pen.next()) * width) / (6 + row)
      const [half, tall] = [15 + row * 3, height * (0.34 + 0.22 * pen.next())]
      const foot = height * (0.82 + row * 0.11)
      return `<path d="M${n(x)} ${n(foot - tall)}l${half} ${n(tall)}h${-2 * half}Z" fill="${colour}"/>`
    })
    const floor = `<rect y="${n(height * (0.815 + row * 0.11))}" width="${width}" height="${height}" fill="${colour}"/>`
    return trunks.join('') + floor
  })
  return moon + rows.join('')
}

/** Numbers in paths: two decimals are finer than any screen. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function circle(x: number, y: number, r: number, fill: string): string {
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="${fill}"/>`
}

function spark(x: number, y: number, r: number, fill: Pen['ink']): string {
  const q = n(r * 0.22)
  return `<path d="M${n(x)} ${n(y - r)}l${q} ${n(r * 0.78)}l${n(r * 0.78)} ${q}l${n(-r * 0.78)} ${q}l-${q} ${n(r * 0.78)}l-${q} ${n(-r * 0.78)}l${n(-r * 0.78)} -${q}l${n(r * 0.78)} -${q}Z" fill="${fill}"/>`
}
