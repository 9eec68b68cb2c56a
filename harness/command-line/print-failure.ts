/** Tells a failure on stderr: message and suggestion, and never a stack unless DEBUG asks for it. */
import { columnsOf, paintFor } from '../terminal/paint.ts'
import { wrap } from '../terminal/text.ts'
import type { Failure } from './failure.ts'

export function printFailure(failure: Failure, error: unknown): void {
  const stream = process.stderr
  const paint = paintFor(stream)
  const columns = columnsOf(stream)
  const lines = wrap(`${paint('red', 'error:')} ${failure.message}`, columns, '', '  ')
  if (failure.suggestion !== undefined) lines.push(...wrap(failure.suggestion, columns, '  '))
  if (process.env['DEBUG'] && error instanceof Error) lines.push(error.stack ?? '')
  stream.write(`${lines.join('\n')}\n`)
}
