/** What the agents' processes cost: CPU and memory, a bar per process. */
import { formatBytes, formatPercent, plural } from '../format.ts'
import type { AgentRecord } from '../run-record.ts'
import { axisLook, linearAxis, round } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json, legend } from './chart.ts'
import { shortNames } from './short-names.ts'

type Process = {
  readonly name: string
  readonly cpuCores: number | null
  readonly rssBytes: number | null
}

/** Undefined when neither was measured. */
export function resourcesChart(agents: readonly AgentRecord[]): Chart | undefined {
  const processes = processesOf(agents)
  const cpu = processes.flatMap(({ cpuCores }) => cpuCores ?? [])
  const rss = processes.flatMap(({ rssBytes }) => rssBytes ?? [])
  if (cpu.length === 0 && rss.length === 0) return undefined
  const names = ['CPU, share of a core', 'memory (resident)']
  const bars = (
    index: number,
    hue: 'first' | 'third',
    values: readonly (number | null)[],
  ): ChartOption => ({
    name: names[index] as string,
    type: 'bar',
    xAxisIndex: index,
    yAxisIndex: index,
    barMaxWidth: 36,
    data: values.map((value) => (value === null ? null : round(value))),
    itemStyle: { color: color(hue) },
    tooltip: { valueFormatter: fn(index === 0 ? 'percent' : 'bytes') },
  })
  const category = (index: number): Json => ({
    type: 'category',
    gridIndex: index,
    data: processes.map(({ name }) => name),
    ...axisLook(),
    splitLine: { show: false },
  })
  const grid = (top: number): Json => ({
    left: 4,
    right: 18,
    top,
    height: 120,
    outerBoundsMode: 'same',
  })
  const series = [
    bars(
      0,
      'first',
      processes.map((process) => process.cpuCores),
    ),
    bars(
      1,
      'third',
      processes.map((process) => process.rssBytes),
    ),
  ]
  return {
    id: 'resources',
    title: 'CPU and memory',
    summary:
      `${plural(processes.length, 'process', 'processes')} for ${plural(agents.length, 'agent')}. ` +
      `CPU ${extent(cpu, formatPercent)} of a core, memory ${extent(rss, formatBytes)} per process.`,
    heightPx: 330,
    option: baseOption({
      legend: legend(series),
      grid: [grid(40), grid(196)],
      xAxis: [category(0), category(1)],
      yAxis: [
        { ...linearAxis('percent-short'), gridIndex: 0, splitNumber: 3 },
        { ...linearAxis('bytes-short'), gridIndex: 1, ...binaryTicks(Math.max(1, ...rss)) },
      ],
      series,
    }),
    table: {
      columns: ['process of', 'CPU, share of a core', 'memory'],
      rows: processes.map(({ name, cpuCores, rssBytes }) => [
        name,
        formatPercent(cpuCores),
        formatBytes(rssBytes),
      ]),
    },
  }
}

/** Three or four ticks at round numbers of binary units, where echarts would round in tens. */
function binaryTicks(most: number): { max: number; interval: number } {
  const unit = 1024 ** Math.floor(Math.log(most) / Math.log(1024))
  const steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 400].map((step) => step * unit)
  const interval = steps.find((step) => most / step <= 4) ?? most
  return { max: Math.ceil(most / interval) * interval, interval }
}

/** Agents of one process show the same figures; they are one bar, named after the first of them. */
function processesOf(agents: readonly AgentRecord[]): Process[] {
  const short = shortNames(agents.map(({ agent }) => agent))
  return [...Map.groupBy(agents, ({ pid }) => pid).values()].map((group) => {
    const [first] = group as [AgentRecord]
    const name = short(first.agent)
    return {
      name: group.length === 1 ? name : `${name} +${group.length - 1}`,
      cpuCores: first.cpuCores,
      rssBytes: first.rssBytes,
    }
  })
}

function extent(values: readonly number[], format: (value: number) => string): string {
  if (values.length === 0) return 'unknown'
  const [low, high] = [format(Math.min(...values)), format(Math.max(...values))]
  return low === high ? low : `${low} to ${high}`
}
