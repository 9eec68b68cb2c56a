/** The RTT beside the machine's floor, in words. Shared by HTML, Markdown and the terminal. */
import { formatDuration, formatDurationShort, formatNumber } from '../format.ts'
import { overFloor } from '../latency/floor.ts'
import type { RunRecord } from '../run-record.ts'

/** `1.45 ×`; undefined where no floor was measured. */
export function floorMultiple(record: RunRecord): string | undefined {
  const over = overFloor(record)
  return over === undefined ? undefined : `${formatNumber(over.multiple)} ×`
}

/** `RTT p50 is 1.45 × the floor of 88.2 µs (86.9 µs before the run, 89.5 µs after it; a round trip every 50 ms)`. */
export function floorText(record: RunRecord): string | undefined {
  const over = overFloor(record)
  if (over === undefined) return undefined
  return `RTT p50 is ${formatNumber(over.multiple)} × the floor of ${formatDuration(over.floorS)} (${floorSides(record)})`
}

/** `86.9 µs before the run, 89.5 µs after it; a round trip every 50 ms`. */
export function floorSides({ floor }: RunRecord): string {
  if (floor === null) return ''
  const sides = [
    [floor.before?.p50, 'before the run'],
    [floor.after?.p50, 'after it'],
  ] as const
  const measured = sides.map(([p50, when]) =>
    typeof p50 === 'number' ? `${formatDuration(p50)} ${when}` : `not measured ${when}`,
  )
  return `${measured.join(', ')}; a round trip every ${formatDurationShort(floor.gapS)}`
}
