/** Which charts there are, in the order of the report. */
import type { ProbeTable } from '../probe-table.ts'
import type { RunRecord } from '../run-record.ts'
import type { ViewChange } from '../views.ts'
import type { Chart } from './chart.ts'
import { cumulativeChart, tailChart } from './cumulative.ts'
import { detectionChart } from './detection-chart.ts'
import { distributionChart } from './distribution.ts'
import { memberViewsChart } from './member-views.ts'
import { messageLoadChart } from './message-load.ts'
import { resourcesChart } from './resources.ts'
import { rollingJitterChart } from './rolling-jitter-chart.ts'
import { rttOverTime, type TimeChartInput } from './rtt-over-time.ts'
import { segmentsChart } from './segments-chart.ts'

/** What can be drawn from probe cycles alone, whoever measured them. None without an answered probe. */
export function probeCharts(input: TimeChartInput): Chart[] {
  const sortedS = input.probes.rttS.filter((rttS) => !Number.isNaN(rttS)).sort()
  if (sortedS.length === 0) return []
  const timedOut = input.probes.length - sortedS.length
  const distribution = { sortedS, timedOut, probeTimeoutS: input.probeTimeoutS }
  return [
    rttOverTime(input),
    distributionChart(distribution),
    cumulativeChart(distribution),
    tailChart(distribution),
    rollingJitterChart(input),
  ]
}

/** `probes` may be missing: then its charts are. */
export function runCharts(
  record: RunRecord,
  probes: ProbeTable | undefined,
  changes: readonly ViewChange[],
): Chart[] {
  const { probeTimeoutS } = record.config.protocol
  const { durationS, faults } = record
  const members = record.perAgent.map(({ agent }) => agent)
  const charts: (Chart | undefined)[] = [
    ...(probes === undefined
      ? []
      : probeCharts({
          probes,
          durationS,
          faults,
          probeTimeoutS: typeof probeTimeoutS === 'number' ? probeTimeoutS : undefined,
        })),
    segmentsChart(record),
    detectionChart(record),
    changes.length === 0 ? undefined : memberViewsChart({ changes, members, durationS, faults }),
    messageLoadChart({ byType: record.messages.byType, members: record.config.nodes, durationS }),
    resourcesChart(record.perAgent),
  ]
  return charts.filter((chart) => chart !== undefined)
}
