/** What was reached, beside what is wanted. */
import { plain } from '../../../harness/terminal/paint.ts'
import { type Column, table } from '../../../harness/terminal/table.ts'
import type { Ratio } from './spread.ts'

export type Target = {
  readonly what: string
  readonly value: string
  readonly interval?: string
  readonly wanted: string
  readonly isMet: boolean
}

const COLUMNS: readonly Column[] = [
  { header: 'target', align: 'left' },
  { header: 'value', align: 'right' },
  { header: '95 % interval', align: 'left' },
  { header: 'wanted', align: 'left' },
  { header: '', align: 'left' },
]

export function atMost(
  what: string,
  value: number,
  most: number,
  show: (value: number) => string = String,
): Target {
  return {
    what,
    value: show(value),
    wanted: most === 0 ? 'none' : `≤ ${show(most)}`,
    isMet: value <= most,
  }
}

export function ratioTarget(
  what: string,
  ratio: Ratio,
  bound: { readonly most: number } | { readonly least: number },
): Target {
  const isMet = 'most' in bound ? ratio.value <= bound.most : ratio.value >= bound.least
  return {
    what,
    value: ratio.value.toFixed(3),
    ...(ratio.interval && { interval: ratio.interval.map((end) => end.toFixed(3)).join(' … ') }),
    wanted: 'most' in bound ? `≤ ${bound.most}` : `≥ ${bound.least}`,
    isMet,
  }
}

export function printTargets(targets: readonly Target[]): void {
  const rows = targets.map(({ what, value, interval = '', wanted, isMet }) => {
    return [what, value, interval, wanted, isMet ? 'ok' : 'short']
  })
  printTable(COLUMNS, rows)
}

export function printTable(columns: readonly Column[], rows: readonly string[][]): void {
  console.log(table(columns, rows, { columns: Number.POSITIVE_INFINITY, paint: plain }).join('\n'))
  console.log()
}
