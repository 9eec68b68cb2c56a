/** Reasons to doubt what is shown, each with what to do about it below. */
import type { Warning } from '../../analysis/index.ts'
import type { Layout } from './run-report.ts'
import { wrap } from './text.ts'

export function doubtLines(
  doubts: readonly Pick<Warning, 'message' | 'advice'>[],
  { columns, paint }: Layout,
): string[] {
  return doubts.flatMap(({ message, advice }) => [
    ...wrap(message, columns, `  ${paint('yellow', '!')} `, '    '),
    ...(advice === null ? [] : wrap(`→ ${advice}`, columns, '    ', '      ')),
  ])
}
