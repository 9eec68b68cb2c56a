/** Tells a failure on stderr: message and suggestion, and never a stack unless DEBUG asks for it. */
import { printableLines } from '../../analysis/index.ts'
import { columnsOf, paintFor } from '../terminal/paint.ts'
import { wrap } from '../terminal/text.ts'
import type { Failure } from './failure.ts'

/** What failed may quote a file or a process: escapes are spelt out. */
export function printFailure(failure: Failure, error: unknown): void {
  const stream = process.stderr
  const paint = paintFor(stream)
  const columns = columnsOf(stream)
  const lines = wrap(
    `${paint('red', 'error:')} ${printableLines(failure.message)}`,
    columns,
    '',
    '  ',
  )
  if (failure.suggestion !== undefined)
    lines.push(...wrap(printableLines(failure.suggestion), columns, '  '))
  if (process.env['DEBUG'] && error instanceof Error) lines.push(error.stack ?? '')
  stream.write(`${lines.join('\n')}\n`)
}
