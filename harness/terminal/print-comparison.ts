/** Prints a comparison on stdout, or what was asked for in its place, and says how the command ends. */
import { formatPercent, METRICS } from '../../analysis/index.ts'
import type { Answer } from '../comparison/answer.ts'
import { INCONCLUSIVE_EXIT_CODE, INTERRUPTED_EXIT_CODE, MISSED_EXIT_CODE } from '../errors.ts'
import { comparisonReport } from './comparison-report.ts'
import { columnsOf, paintFor } from './paint.ts'
import type { Layout } from './run-report.ts'
import { wrap } from './text.ts'

export function printComparison(answer: Answer): void {
  const stream = process.stdout
  if (answer.output !== undefined) {
    stream.write(answer.output)
    return
  }
  const layout = { columns: columnsOf(stream), paint: paintFor(stream) }
  const report = comparisonReport(answer.view, layout, answer.files)
  stream.write(`${[report, ...noiseLines(answer, layout)].join('\n')}\n`)
}

/** What was asked to fail does; an interruption comes before every verdict. */
export function comparisonExitCode(
  { view, isInterrupted }: Pick<Answer, 'view' | 'isInterrupted'>,
  failOn: readonly string[],
): number {
  const { verdict } = view.comparison
  if (isInterrupted) return INTERRUPTED_EXIT_CODE
  if (!failOn.includes(verdict)) return 0
  return verdict === 'regression' ? MISSED_EXIT_CODE : INCONCLUSIVE_EXIT_CODE
}

function noiseLines({ noise, view }: Answer, { columns, paint }: Layout): string[] {
  if (noise === undefined) return []
  const floors = view.comparison.options.primary.flatMap((id) => {
    const floor = noise.floors[id]
    const title = METRICS.find((metric) => metric.id === id)?.title ?? id
    return floor === undefined ? [] : [`±${formatPercent(floor)} in ${title}`]
  })
  const text = `Kept for later: measured like this, identical builds differ by up to ${floors.join(', ')} here; a smaller --margin is refused.`
  return ['', ...wrap(text, columns, `${paint('bold', 'Noise floor')}  `, ' '.repeat(13))]
}
