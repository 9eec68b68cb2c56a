/** What is compared: two sides of runs, wherever they came from, and what is to be told of them. */
import {
  type CompareOptions,
  type ComparisonView,
  type Quantity,
  runValues,
  type Side,
  type Warning,
} from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import type { StoredRun } from '../recording/store.ts'
import { comparableRuns } from './comparable-runs.ts'
import { comparisonFolder } from './comparison-folder.ts'
import { aboutRuns, type RecordedSubject, type Subject } from './subject.ts'

/** What is compared, with everything that is known of where it came from. */
export type Matter = {
  readonly design: CompareOptions['design']
  readonly base: Side
  readonly candidate: Side
  readonly about: ComparisonView['about']
  readonly facts: readonly string[]
  readonly warnings: readonly Warning[]
  /** Empty for plain samples. */
  readonly runs: { readonly base: readonly StoredRun[]; readonly candidate: readonly StoredRun[] }
  /** Undefined: those of run records. */
  readonly metrics?: readonly Quantity[]
  readonly plannedBlocks?: number
  /** A build against itself: what differs is noise. */
  readonly isSelf?: boolean
  /** Where its report goes. */
  readonly folder: string
}

/** Two subjects of which both have runs, or samples. */
export function recordedMatter(base: Subject, candidate: Subject, resultsDir: string): Matter {
  const folder = comparisonFolder(resultsDir, base.label, candidate.label)
  if (base.kind === 'plain' || candidate.kind === 'plain') {
    if (base.kind !== 'plain' || candidate.kind !== 'plain') throw mixed(base, candidate)
    return plainMatter(base, candidate, folder)
  }
  const chosen = comparableRuns(base, candidate)
  return {
    design: 'recorded',
    base: sideOf(base, chosen.base),
    candidate: sideOf(candidate, chosen.candidate),
    about: {
      base: { label: base.label, about: aboutRuns(chosen.base) },
      candidate: { label: candidate.label, about: aboutRuns(chosen.candidate) },
    },
    facts: ['recorded runs, not interleaved'],
    warnings: [...chosen.warnings, ...brokenWarnings(base), ...brokenWarnings(candidate)],
    runs: chosen,
    folder,
  }
}

function sideOf({ label }: RecordedSubject, runs: readonly StoredRun[]): Side {
  return { label, runs: runs.map(({ record }) => runValues(record)) }
}

function plainMatter(
  base: Extract<Subject, { kind: 'plain' }>,
  candidate: Extract<Subject, { kind: 'plain' }>,
  folder: string,
): Matter {
  const quantities = [...base.samples.quantities, ...candidate.samples.quantities]
  const metrics = [...new Map(quantities.map((quantity) => [quantity.id, quantity])).values()]
  const warnings = [base, candidate].flatMap(({ samples }) =>
    samples.problems.map((message) => ({ code: 'unreadable-sample', message, advice: null })),
  )
  return {
    design: 'recorded',
    base: base.samples.side,
    candidate: candidate.samples.side,
    about: {
      base: { label: base.label, about: base.samples.about },
      candidate: { label: candidate.label, about: candidate.samples.about },
    },
    facts: ['plain samples, not interleaved'],
    warnings,
    runs: { base: [], candidate: [] },
    metrics,
    folder,
  }
}

function mixed(base: Subject, candidate: Subject): UserError {
  const [plain, other] = base.kind === 'plain' ? [base, candidate] : [candidate, base]
  return new UserError(`${plain.label} is plain samples and ${other.label} is runs`, {
    suggestion: 'Write plain samples of both sides: base=before.txt candidate=after.txt',
    exitCode: 2,
  })
}

function brokenWarnings({ label, broken }: RecordedSubject): Warning[] {
  return broken.map(({ folder, problem }) => ({
    code: 'unreadable-record',
    message: `${folder} has no part in ${label}: ${problem}`,
    advice: null,
  }))
}
