/** Doubts about a comparison because more than the build differs. */
import { plural } from '../format.ts'
import type { Warning } from '../run-record.ts'
import { type Compared, named, when } from './compared.ts'
import type { RunValues, Side } from './comparison.ts'

/** Facts of the machine; all others are of what was asked for. */
const OF_MACHINE: readonly string[] = ['machine', 'CPU', 'memory', 'system']

export function circumstanceWarnings({ base, candidate }: Compared): Warning[] {
  return [...differing(base, candidate), ...dirtyTrees(base), ...dirtyTrees(candidate)]
}

/** A fact that one side has in two versions is as bad as two sides that differ: it is noise that nobody asked for. */
function differing(base: Side, candidate: Side): Warning[] {
  const names = new Set(
    [...base.runs, ...candidate.runs].flatMap(({ facts }) => Object.keys(facts ?? {})),
  )
  return [...names].flatMap((name) => {
    const [here, there] = [saidOf(name, base.runs), saidOf(name, candidate.runs)]
    const all = new Set([...here, ...there])
    const code = OF_MACHINE.includes(name) ? 'different-machines' : `different-${slug(name)}`
    return when(
      all.size > 1,
      code,
      `${name} differs: ${base.label} has ${listed(here)}, ${candidate.label} has ${listed(there)}`,
      'The change may come from that: compare runs that differ in nothing but the build.',
    )
  })
}

function saidOf(name: string, runs: readonly RunValues[]): ReadonlySet<string> {
  return new Set(runs.map(({ facts }) => facts?.[name]).filter((fact) => fact !== undefined))
}

function listed(facts: ReadonlySet<string>): string {
  return facts.size === 0 ? 'nothing' : [...facts].join(' and ')
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

function dirtyTrees({ label, runs }: Side): Warning[] {
  const dirty = runs.filter((run) => run.dirty === true)
  return when(
    dirty.length > 0,
    'dirty-tree',
    `${plural(dirty.length, 'run')} of ${label} came from a working tree with changes that are in no commit (${named(dirty)})`,
    'Nobody can measure that again: commit first.',
  )
}
