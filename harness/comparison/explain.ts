/** What was captured of both commits: their differences in system calls, their flame graphs. */
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type ComparisonView, diffSummaries } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { diffStored } from '../profiling/diff-stored.ts'
import { listCaptures, type StoredCapture } from '../recording/capture-store.ts'
import type { StoredRun } from '../recording/store.ts'

export type Explanation = Pick<ComparisonView, 'syscalls' | 'captures'>

type SyscallCapture = Extract<StoredCapture['record'], { kind: 'syscalls' }>

export type ExplainPlaces = {
  readonly resultsDir: string
  readonly tracesDir: string
  /** Where the report will stand: links are relative to it. */
  readonly folder: string
}

export async function explain(
  base: readonly StoredRun[],
  candidate: readonly StoredRun[],
  places: ExplainPlaces,
): Promise<Explanation> {
  const { captures } = await listCaptures(places.resultsDir)
  const [before, after] = [capturesOf(captures, base), capturesOf(captures, candidate)]
  if (before.length === 0 || after.length === 0) return { syscalls: undefined, captures: [] }
  const { folder } = places
  return {
    syscalls: syscallChange(before, after),
    captures: [
      ...(await flamegraphChange(before, after, places)),
      ...linksOf('base', before, folder),
      ...linksOf('candidate', after, folder),
    ],
  }
}

/** Of the commits of these runs, newest first. A working tree with changes is no commit. */
function capturesOf(
  captures: readonly StoredCapture[],
  runs: readonly StoredRun[],
): StoredCapture[] {
  const shas = new Set(
    runs.flatMap(({ record: { commit } }) => (commit?.dirty === false ? [commit.sha] : [])),
  )
  return captures
    .filter(({ record: { commit } }) => commit?.dirty === false && shas.has(commit.sha))
    .toReversed()
}

/** The newest of both sides that the same tool wrote. */
function syscallChange(
  before: readonly StoredCapture[],
  after: readonly StoredCapture[],
): Explanation['syscalls'] {
  for (const a of before.map(syscallsOf)) {
    if (a === undefined) continue
    const b = after.map(syscallsOf).find((one) => one?.tool.name === a.tool.name)
    const diff = b === undefined ? undefined : diffSummaries(a.syscalls, b.syscalls)
    if (b === undefined || diff === undefined) continue
    const tools = { a: a.tool.name, b: b.tool.name }
    return { diff, tools, names: { a: a.id, b: b.id } }
  }
  return undefined
}

/** A differential flame graph of the newest profiles, beside the report; none where they cannot be compared. */
async function flamegraphChange(
  before: readonly StoredCapture[],
  after: readonly StoredCapture[],
  { resultsDir, tracesDir, folder }: ExplainPlaces,
): Promise<Explanation['captures']> {
  const newest = (captures: readonly StoredCapture[]) =>
    captures.find(({ record }) => record.kind === 'flamegraph')?.id
  const [a, b] = [newest(before), newest(after)]
  if (a === undefined || b === undefined) return []
  try {
    const options = { resultsDir, tracesDir, to: folder, isPerSecond: false }
    const { diffs } = await diffStored(a, b, options)
    return diffs.length === 0
      ? []
      : [{ path: 'flamegraph-diff.html', label: 'flame graph of the difference' }]
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}

function syscallsOf({ record }: StoredCapture): SyscallCapture | undefined {
  return record.kind === 'syscalls' ? record : undefined
}

function linksOf(
  side: string,
  captures: readonly StoredCapture[],
  folder: string,
): Explanation['captures'] {
  const kinds = new Set(captures.map(({ record }) => record.kind))
  return [...kinds].flatMap((kind) => {
    const newest = captures.find(({ record }) => record.kind === kind)
    const page = newest === undefined ? undefined : pageOf(newest)
    if (page === undefined) return []
    return [{ path: relative(folder, page), label: `${side}: ${kind}` }]
  })
}

/** The first page of the capture's folder, as its kind calls it. */
function pageOf({ folder }: StoredCapture): string | undefined {
  return ['report.html', 'flamegraph.html']
    .map((name) => join(folder, name))
    .find((path) => existsSync(path))
}
