/**
 * Aligned tables that fit the terminal: when there is not room for every column, some of those that
 * matter less are left out; nothing is wrapped.
 */
import { type Paint, type PaintFormat, plain } from './paint.ts'
import { widthOf } from './text.ts'

export type Column = {
  readonly header: string
  readonly align: 'left' | 'right'
  /** Columns of a lower rank get their room first; those of rank 0 always stay. */
  readonly rank?: number
}

export type Cell = string | { readonly text: string; readonly format: PaintFormat }

const GAP = '  '

/** One line per row under a line of headers; headers that are all empty take no line. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  layout: { readonly columns: number; readonly paint?: Paint; readonly indent?: string },
): string[] {
  const { paint = plain, indent = '' } = layout
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.header), ...rows.map((row) => widthOf(textOf(row[index])))),
  )
  const shown = fitting(columns, widths, layout.columns - indent.length)
  const line = (cells: readonly Cell[], format?: PaintFormat) =>
    (
      indent +
      shown
        .map((index) => {
          const cell = cells[index]
          const padding = ' '.repeat((widths[index] ?? 0) - widthOf(textOf(cell)))
          const painted = painting(paint, cell, format)
          return columns[index]?.align === 'right' ? padding + painted : painted + padding
        })
        .join(GAP)
    ).trimEnd()
  const headers = columns.map((column) => column.header)
  const body = rows.map((row) => line(row))
  return headers.some((header) => header !== '') ? [line(headers, 'dim'), ...body] : body
}

/** Indexes of the columns that there is room for, taken in the order of their ranks. */
function fitting(columns: readonly Column[], widths: readonly number[], room: number): number[] {
  const rankOf = (index: number) => columns[index]?.rank ?? 0
  const byRank = columns.map((_, index) => index).sort((one, other) => rankOf(one) - rankOf(other))
  let used = -GAP.length
  const shown = byRank.filter((index) => {
    const width = GAP.length + (widths[index] ?? 0)
    const fits = rankOf(index) === 0 || used + width <= room
    if (fits) used += width
    return fits
  })
  return shown.sort((one, other) => one - other)
}

function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return ''
  return typeof cell === 'string' ? cell : cell.text
}

function painting(paint: Paint, cell: Cell | undefined, format: PaintFormat | undefined): string {
  const text = textOf(cell)
  if (text === '') return ''
  if (typeof cell === 'object') return paint(cell.format, text)
  return format === undefined ? text : paint(format, text)
}
