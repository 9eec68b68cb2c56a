/** Tells a failure on stderr: message and suggestion, and never a stack unless DEBUG asks for it. */
import { printable } from '../../analysis/index.ts'
import { columnsOf, paintFor } from '../terminal/paint.ts'
import { wrap } from '../terminal/text.ts'
import type { Failure } from './failure.ts'

/** What failed may quote a file or a process: escapes are spelt out. */
function shown(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

export function printFailure(failure: Failure, error: unknown): void {
  const stream = process.stderr
  const paint = paintFor(stream)
  const columns = columnsOf(stream)
  const lines = wrap(`${paint('red', 'error:')} ${shown(failure.message)}`, columns, '', '  ')
  if (failure.suggestion !== undefined)
    lines.push(...wrap(shown(failure.suggestion), columns, '  '))
  if (process.env['DEBUG'] && error instanceof Error) lines.push(error.stack ?? '')
  stream.write(`${lines.join('\n')}\n`)
}
