/**
 * Shows a measurement in blocks while it goes on, on stderr: a table that grows by a line with each
 * block, and on a terminal the run that is under way below it. It shows no verdict: whoever stops when
 * they like what they see finds differences that are not there.
 */
import {
  ABSENT,
  formatDuration,
  formatDurationShort,
  printableLines,
  type RunRecord,
} from '../../analysis/index.ts'
import type { BlocksObserver, MeasuredBlock } from '../interleaved/measured-blocks.ts'
import { columnsOf, paintFor } from './paint.ts'
import { type ProgressDisplay, progressDisplay } from './progress-display.ts'
import type { Layout } from './run-report.ts'

const GAP = '  '

type Quantile = 'p50' | 'p99'
type Stream = Parameters<typeof progressDisplay>[0]

export type BlocksDisplay = ProgressDisplay &
  BlocksObserver & {
    /** A line that holds nothing that others wrote, and may be painted. */
    say(text: string): void
  }

export const silentBlocks: BlocksDisplay = {
  progress() {},
  note() {},
  say() {},
  block() {},
  close() {},
}

/** What fits 80 columns, and what wider terminals have room for. */
const QUANTILES = { narrow: ['p50'], wide: ['p50', 'p99'] } as const
const WIDE_COLUMNS = 96

export function blocksProgress(stream: Stream): BlocksDisplay {
  const display = progressDisplay(stream)
  const paint = paintFor(stream)
  let isTableOpen = false
  const say = (text: string) => {
    isTableOpen = false
    display.note(text)
  }
  return {
    // The phases of every run would bury what matters in a log file.
    progress: stream.isTTY === true ? (progress) => display.progress(progress) : () => {},
    // Names and subjects of commits are among it, and what failing programs said.
    note: (text) => say(printableLines(text)),
    say,
    block(block, standing) {
      const layout = { columns: columnsOf(stream), paint }
      if (!isTableOpen) display.note(paint('dim', blockHeader(layout)))
      isTableOpen = true
      display.note(blockLine(block, standing, layout))
    },
    close: () => display.close(),
  }
}

function blockHeader({ columns }: Layout): string {
  const cells = quantilesFor(columns).flatMap((quantile) => [
    `base ${quantile}`,
    `cand. ${quantile}`,
    'change',
  ])
  return ['block'.padEnd(7), 'first'.padEnd(9), ...cells.map(column), 'left'].join(GAP)
}

function blockLine(
  { block, first, base, candidate }: MeasuredBlock,
  { planned, leftMs }: Parameters<BlocksObserver['block']>[1],
  { columns, paint }: Layout,
): string {
  const left = leftMs > 0 ? [formatDurationShort(Math.round(leftMs / 1000))] : []
  const cells = [`${block}/${planned}`.padEnd(7), first.padEnd(9)]
  if (base === undefined || candidate === undefined) {
    return [...cells, paint('yellow', 'incomplete'), ...left].join(GAP)
  }
  for (const quantile of quantilesFor(columns)) {
    cells.push(...quantileCells(base, candidate, quantile))
  }
  return [...cells, ...left].join(GAP)
}

function quantilesFor(columns: number): readonly Quantile[] {
  return columns >= WIDE_COLUMNS ? QUANTILES.wide : QUANTILES.narrow
}

function quantileCells(base: RunRecord, candidate: RunRecord, quantile: Quantile): string[] {
  const [before, after] = [base.rtt[quantile], candidate.rtt[quantile]]
  const change = before === null || after === null ? ABSENT : formatChange(after / before - 1)
  return [formatDuration(before), formatDuration(after), change].map(column)
}

function formatChange(change: number): string {
  const percent = (100 * Math.abs(change)).toFixed(1)
  return `${change < 0 ? '−' : '+'}${percent} %`
}

function column(text: string): string {
  return text.padStart(9)
}
