/** A table in GitHub's Markdown, with everything foreign escaped. */
import type { DataTable } from '../charts/chart.ts'
import { markdownText } from './escape.ts'

/** First column left, the others right. */
export function markdownTable({ columns, rows }: DataTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`
  const rule = `|${columns.map((_, index) => (index === 0 ? ' --- |' : ' ---: |')).join('')}`
  return [line(columns), rule, ...rows.map(line)].join('\n')
}
