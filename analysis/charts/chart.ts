/**
 * A chart as data: an echarts option in plain JSON with markers where echarts wants a function or a
 * colour of the surroundings (`revive.ts` puts them in), beside the same content in words and as a table.
 */
import type { ColorName } from './palette.ts'

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

export type ChartOption = { readonly [key: string]: Json }

export type Chart = {
  /** Kebab-case; names the files of the exported picture. */
  readonly id: string
  readonly title: string
  /** What the chart says, for those who cannot see it and as its caption. */
  readonly summary: string
  readonly heightPx: number
  readonly option: ChartOption
  readonly table: DataTable
}

export type DataTable = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The functions that `revive.ts` knows. */
export type FunctionName =
  | 'duration'
  | 'duration-short'
  | 'log-duration'
  | 'log-duration-short'
  | 'percent'
  | 'percent-short'
  | 'count'
  | 'number'
  | 'bytes'
  | 'bytes-short'
  | 'tail-percent'
  | 'strip'

/** Stands for a function. */
export function fn(name: FunctionName): Json {
  return { $fn: name }
}

/** Stands for a colour of the palette. */
export function color(name: ColorName): Json {
  return { $color: name }
}

/** What all charts have in common. `grid.top` leaves room for one line of legend. */
export function baseOption(option: ChartOption): ChartOption {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" },
    grid: { left: 4, right: 18, top: 40, bottom: 8, outerBoundsMode: 'same' },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: color('background'),
      borderColor: color('grid'),
      textStyle: { color: color('ink'), fontSize: 12 },
    },
    ...option,
  }
}

/** A flat bar, where echarts would put a circle on every line. */
const LINE_ICON = 'path://M0,0H16V2.5H0Z'

/** A legend in one line above the plot, naming each of `series` once; none for a single name. */
export function legend(series: readonly ChartOption[]): ChartOption {
  const icons = new Map<string, string>()
  for (const { name, type, symbol } of series) {
    if (type === 'scatter')
      icons.set(String(name), symbol === undefined ? 'circle' : String(symbol))
    else icons.set(String(name), type === 'line' ? LINE_ICON : 'roundRect')
  }
  return {
    show: icons.size > 1,
    data: [...icons].map(([name, icon]): Json => ({ name, icon })),
    left: 0,
    top: 0,
    itemWidth: 16,
    itemHeight: 8,
    itemGap: 14,
    textStyle: { color: color('muted'), fontSize: 12 },
    inactiveColor: color('grid'),
  }
}
