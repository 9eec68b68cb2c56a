/** The floor as a person reads it in a terminal. */
import { type Distribution, formatDurationShort, plural } from '../../analysis/index.ts'
import { latencySection } from './latency-section.ts'
import type { Layout } from './run-report.ts'
import { wrap } from './text.ts'

export function floorReport(
  floor: { readonly gapS: number; readonly rtt: Distribution; readonly lost: number },
  layout: Layout,
): string {
  const { columns, paint } = layout
  const lost =
    floor.lost === 0 ? [] : wrap(`${plural(floor.lost, 'round trip')} unanswered`, columns, '  ')
  const what = `two processes, no protocol, one round trip every ${formatDurationShort(floor.gapS)}`
  return [
    ...wrap(`${paint('bold', 'Floor')}  ${what}`, columns, '', '  '),
    ...latencySection(floor.rtt, layout),
    ...lost,
  ].join('\n')
}
