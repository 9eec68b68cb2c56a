/** Comparisons as reports get them, and runs of two commits on disk, from a seed and without a machine. */
import { join } from 'node:path'
import {
  type CompareOptions,
  type ComparisonView,
  compareSides,
  encodeHistogram,
  histogramOf,
  type RunHistogram,
  type RunRecord,
  shiftFunction,
} from '../../analysis/index.ts'
import { writeRun } from '../../harness/recording/write-run.ts'
import { randomFrom, sampleRun } from './sample-run.ts'
import { simulatedSides } from './simulated-runs.ts'

export type SampleComparison = {
  /** Candidate ÷ base − 1. */
  readonly change: number
  readonly blocks?: number
  readonly spread?: number
  readonly options?: Partial<CompareOptions>
}

export function sampleView({
  change,
  blocks = 10,
  spread = 0.03,
  options = {},
}: SampleComparison): ComparisonView {
  const [base, candidate] = simulatedSides({ seed: 1, blocks, change, spread, drift: 0.05 })
  const chosen: CompareOptions = {
    margin: 0.05,
    primary: ['rtt.p50'],
    normalizeBy: 'none',
    design: 'interleaved',
    seed: 1,
    ...options,
  }
  const rtts = { base: histograms(blocks, 1), candidate: histograms(blocks, 1 + change) }
  return {
    comparison: compareSides(base, candidate, chosen),
    sides: { base, candidate },
    about: {
      base: { label: 'main (aaaaaaaa)', about: 'what there was' },
      candidate: { label: 'HEAD (bbbbbbbb)', about: 'what came of it' },
    },
    facts: [`${blocks} blocks`, 'margin ±5 %'],
    rtts,
    shift: shiftFunction(rtts.base, rtts.candidate, { seed: 1, resamples: 100 }),
    segments: [
      { label: 'send call', baseS: 15e-6, candidateS: 15.1e-6 },
      { label: 'the peer’s handling', baseS: 8e-6, candidateS: 8e-6 * (1 + 10 * change) },
    ],
    syscalls: undefined,
    captures: [],
  }
}

export type StoredSide = {
  /** Runs are called `<name>-<number>`. */
  readonly name: string
  readonly commit: RunRecord['commit']
  readonly runs: number
  /** Of RTTs against those of another side. */
  readonly factor?: number
  readonly seed?: number
  readonly change?: (record: RunRecord) => RunRecord
}

/** Runs of one commit in `<folder>/results`, as `run` leaves them, 3 % apart. */
export async function storeSide(folder: string, side: StoredSide): Promise<void> {
  const { name, commit, runs, factor = 1, seed = 1, change = (record) => record } = side
  const { record, probes, changes } = sampleRun({ agents: 4, durationS: 10, probeIntervalS: 0.1 })
  const random = randomFrom(seed)
  for (let run = 0; run < runs; run += 1) {
    const times = factor * (1 + 0.06 * (random() - 0.5))
    const { p50, p99 } = record.rtt
    const stored = change({
      ...record,
      id: `${name}-${run}`,
      startedAt: new Date(Date.UTC(2026, 8, 22, seed, run)).toISOString(),
      commit,
      rtt: { ...record.rtt, p50: (p50 ?? 0) * times, p99: (p99 ?? 0) * times },
    })
    const rttS = probes.rttS.map((one) => one * times)
    await writeRun(join(folder, 'results', stored.id), stored, { ...probes, rttS }, changes)
  }
}

function histograms(runs: number, factor: number): RunHistogram[] {
  const random = randomFrom(7)
  return Array.from({ length: runs }, (_, block) => {
    const level = 120e-6 * factor * (1 + 0.06 * (random() - 0.5))
    const samples = Float64Array.from({ length: 500 }, () => level * Math.exp(random() - 0.5))
    return { encoded: encodeHistogram(histogramOf([samples])), block }
  })
}
