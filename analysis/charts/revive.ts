/**
 * Turns a chart's JSON into what echarts takes: colours and functions in place of their markers. The
 * HTML report carries the source of these functions, so that server and page draw the same; they
 * use nothing but their arguments, each other and those of `format.ts`.
 */
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatDurationShort,
  formatNumber,
  formatPercent,
  significant,
} from '../format.ts'

/** A copy of `node` in which `{$color}` and `{$fn}` have been replaced. */
export function reviveOption(node: unknown, palette: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(node)) return node.map((item) => reviveOption(item, palette))
  if (node === null || typeof node !== 'object') return node
  const object = node as Record<string, unknown>
  if (typeof object['$color'] === 'string') return palette[object['$color']]
  if (typeof object['$fn'] === 'string') return chartFunction(object['$fn'], palette)
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(object)) copy[key] = reviveOption(object[key], palette)
  return copy
}

function chartFunction(name: string, palette: Readonly<Record<string, string>>): unknown {
  // echarts passes a number, an object that holds it, or (for "no value") undefined, "-" or NaN.
  const given = (format: (value: number) => string) => (passed: unknown) => {
    const value = (passed as { value?: unknown } | undefined)?.value ?? passed
    return typeof value === 'number' && !Number.isNaN(value) ? format(value) : '–'
  }
  switch (name) {
    case 'duration':
      return given(formatDuration)
    case 'duration-short':
      return given(formatDurationShort)
    case 'log-duration':
      return given((value) => formatDuration(10 ** value))
    case 'log-duration-short':
      return given((value) => formatDurationShort(10 ** value))
    case 'percent':
      return given(formatPercent)
    case 'percent-short':
      return given((value) => `${Number((100 * value).toPrecision(3))} %`)
    case 'count':
      return given(formatCount)
    case 'number':
      return given(formatNumber)
    case 'bytes':
      return given(formatBytes)
    case 'bytes-short':
      return given((value) => formatBytes(value).replace(/\.0+ /, ' '))
    case 'tail-percent':
      // 1 → 90 %, 2 → 99 %, 3 → 99.9 %: the axis counts nines.
      return given((nines) => `${Number((100 - 100 * 10 ** -nines).toPrecision(6))} %`)
    case 'strip':
      return stripRenderer(palette)
    default:
      throw new Error(`no chart function is called ${name}`)
  }
}

/**
 * Draws `[row, from, to, low, high, status]`: a part of a row's height, low and high as shares of it;
 * below zero is the gap under the row.
 */
function stripRenderer(palette: Readonly<Record<string, string>>): unknown {
  type Api = {
    value(dimension: number): number
    coord(point: readonly [number, number]): [number, number]
    size(extent: readonly [number, number]): [number, number]
  }
  const names = ['alive', 'suspect', 'dead', 'left', 'ink', 'first', 'second', 'third', 'faint']
  const colors = names.map((name) => palette[name])
  return (_parameters: unknown, api: Api) => {
    const from = api.coord([api.value(1), api.value(0)])
    const to = api.coord([api.value(2), api.value(0)])
    const rowHeight = api.size([0, 1])[1]
    const height = Math.max(1, rowHeight - Math.min(6, rowHeight * 0.3))
    const bottom = from[1] + height / 2
    const shape = {
      x: from[0],
      y: bottom - api.value(4) * height,
      width: Math.max(1, to[0] - from[0]),
      height: (api.value(4) - api.value(3)) * height,
    }
    return { type: 'rect', shape, style: { fill: colors[api.value(5)] } }
  }
}

/** What the page needs to revive options by itself: a script that defines `reviveOption`. */
export const REVIVE_SCRIPT: string = [
  significant,
  formatDuration,
  formatDurationShort,
  formatCount,
  formatNumber,
  formatBytes,
  formatPercent,
  stripRenderer,
  chartFunction,
  reviveOption,
]
  .map(String)
  .join('\n')
