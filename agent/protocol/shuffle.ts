/** Random choices over a caller-given source, so that a seed replays them. */

/** Uniform in [0, 1). */
export type Random = () => number

/** Fisher–Yates, in place. */
export function shuffle<T>(items: T[], random: Random): void {
  for (let last = items.length - 1; 0 < last; last--) {
    const other = Math.floor(random() * (last + 1))
    const item = items[last] as T
    items[last] = items[other] as T
    items[other] = item
  }
}

/** Up to `count` different items, each equally likely; fewer when there are fewer. */
export function sample<T>(items: readonly T[], count: number, random: Random): T[] {
  const pool = items.slice()
  const size = Math.min(count, pool.length)
  for (let at = 0; at < size; at++) {
    const other = at + Math.floor(random() * (pool.length - at))
    const item = pool[at] as T
    pool[at] = pool[other] as T
    pool[other] = item
  }
  pool.length = size
  return pool
}

/** `digits` random hexadecimal digits, not all zero (W3C trace context forbids that). */
export function randomHex(digits: number, random: Random): string {
  let text = ''
  while (text.length < digits) {
    text += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0')
  }
  return /^0*$/.test(text) ? '1'.padStart(digits, '0') : text.slice(0, digits)
}
