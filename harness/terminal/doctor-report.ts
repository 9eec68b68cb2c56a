/** What the doctor found, for people. */
import type { Finding } from '../doctor/finding.ts'
import type { Paint, PaintFormat } from './paint.ts'
import { widthOf, wrap } from './text.ts'

const MARKS: Record<Finding['status'], { readonly text: string; readonly format: PaintFormat }> = {
  ok: { text: 'ok     ', format: 'green' },
  warn: { text: 'warn   ', format: 'yellow' },
  missing: { text: 'missing', format: 'red' },
}

const GAP = '  '

/** One line per finding, its advice below it. */
export function doctorReport(
  findings: readonly Finding[],
  layout: { readonly columns: number; readonly paint: Paint },
): string {
  const { columns, paint } = layout
  const nameWidth = Math.max(...findings.map((one) => widthOf(one.name)))
  const indent = ' '.repeat(MARKS.ok.text.length + GAP.length)
  return findings
    .flatMap(({ status, name, detail, advice }) => {
      const mark = MARKS[status]
      const head = `${paint(mark.format, mark.text)}${GAP}${name.padEnd(nameWidth)}${GAP}`
      const lines = wrap(detail, columns, head, ' '.repeat(widthOf(head)))
      const below = advice === null ? [] : wrap(`→ ${advice}`, columns, indent, `${indent}  `)
      return [...lines, ...below.map((text) => paint('dim', text))]
    })
    .join('\n')
}
