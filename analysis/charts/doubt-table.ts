/** Periods in which somebody doubted a member, in order of time; all the rest is everybody thinking it alive. */
import { formatDuration, formatDurationShort } from '../format.ts'
import type { ViewCounts } from '../views/view-counts.ts'
import type { DataTable } from './chart.ts'

const ROWS_MAX = 200

export function doubtTable(counts: ReadonlyMap<string, readonly ViewCounts[]>): DataTable {
  const rows: { from: number; cells: string[] }[] = []
  for (const [member, steps] of counts) {
    let open:
      | { fromS: number; toS: number; suspect: number; dead: number; left: number }
      | undefined
    const flush = () => {
      if (open === undefined) return
      const { fromS, toS, suspect, dead, left } = open
      const cells = [member, formatDurationShort(fromS), formatDuration(toS - fromS)]
      rows.push({ from: fromS, cells: [...cells, ...[suspect, dead, left].map(String)] })
      open = undefined
    }
    for (const { fromS, toS, counts: seen } of steps) {
      const [, suspect, dead, left] = seen
      if (suspect + dead + left === 0) {
        flush()
        continue
      }
      open ??= { fromS, toS, suspect: 0, dead: 0, left: 0 }
      open.toS = toS
      open.suspect = Math.max(open.suspect, suspect)
      open.dead = Math.max(open.dead, dead)
      open.left = Math.max(open.left, left)
    }
    flush()
  }
  rows.sort((a, b) => a.from - b.from)
  return {
    columns: [
      'member',
      'doubted from',
      'for',
      'most suspecting',
      'most calling it dead',
      'most seeing it gone',
    ],
    rows: rows.slice(0, ROWS_MAX).map((row) => row.cells),
  }
}
