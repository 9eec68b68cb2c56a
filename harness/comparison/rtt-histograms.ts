/** The round trips of runs as they left them: encoded histograms, where there are any. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RttHistograms, RunHistogram, Side } from '../../analysis/index.ts'
import { systemCode } from '../errors.ts'
import type { StoredRun } from '../recording/store.ts'
import type { Matter } from './matter.ts'

/** Undefined where a side has none. */
export async function rttHistograms({
  base,
  candidate,
  runs,
}: Matter): Promise<RttHistograms | undefined> {
  const [bases, candidates] = await Promise.all([
    histogramsOf(base, runs.base),
    histogramsOf(candidate, runs.candidate),
  ])
  return bases.length === 0 || candidates.length === 0
    ? undefined
    : { base: bases, candidate: candidates }
}

/** `runs` are those of the side, in its order. */
async function histogramsOf(side: Side, runs: readonly StoredRun[]): Promise<RunHistogram[]> {
  const texts = await readHistograms(runs)
  return texts.flatMap((encoded, index) =>
    encoded === undefined ? [] : [{ encoded, block: side.runs[index]?.block }],
  )
}

/** In the order of the runs; undefined where there is none. */
async function readHistograms(runs: readonly StoredRun[]): Promise<(string | undefined)[]> {
  const texts = await Promise.all(
    runs.map(({ folder }) =>
      readFile(join(folder, 'rtt.hdr'), 'utf8').catch((error: unknown) => {
        if (systemCode(error) === 'ENOENT') return ''
        throw error
      }),
    ),
  )
  return texts.map((text) => text.trim() || undefined)
}
