/** What all calls of one name add up to, and what one thread did. */
import { type CallNature, natureOf } from './call-kinds.ts'
import { CappedMap } from './capped-map.ts'
import { DurationHistogram } from './duration-histogram.ts'
import { OpenCycles } from './open-cycles.ts'
import type { SyscallRow, ThreadRow } from './summary.ts'

const ERRNOS_MAX = 64
const NAMES_PER_THREAD_MAX = 256
const MOSTLY_MAX = 3
/** Where there was no room for a name or an error of its own. */
export const OTHERS = '(others)'

export class CallTally {
  readonly name: string
  readonly nature: CallNature
  readonly durations = new DurationHistogram()
  readonly errors = new CappedMap<string, { readonly errno: string; count: number }>(
    ERRNOS_MAX,
    OTHERS,
    (errno) => ({ errno, count: 0 }),
  )
  calls = 0
  workNs = 0
  waitNs = 0

  constructor(name: string) {
    this.name = name
    this.nature = natureOf(name)
  }

  row(allWorkNs: number): SyscallRow {
    const errors = [...this.errors.values(), this.errors.rest].filter(({ count }) => count > 0)
    return {
      name: this.name,
      kind: this.nature.kind,
      calls: this.calls,
      errors: Object.fromEntries(
        errors.sort((a, b) => b.count - a.count).map(({ errno, count }) => [errno, count]),
      ),
      timing: this.durations.timing(),
      waitS: this.waitNs / 1e9,
      timeShare: allWorkNs === 0 ? null : this.workNs / allWorkNs,
      histogram: this.durations.octaves(),
    }
  }
}

/** A thread's calls of one name. */
export type Cell = { readonly tally: CallTally; calls: number }

export class ThreadTally {
  readonly tid: number
  readonly cells: CappedMap<string, Cell>
  readonly cycles = new OpenCycles()
  calls = 0
  errors = 0
  workNs = 0
  waitNs = 0
  wakeUps = 0
  datagramsReceived = 0

  constructor(tid: number, tallies: CappedMap<string, CallTally>) {
    this.tid = tid
    this.cells = new CappedMap(NAMES_PER_THREAD_MAX, OTHERS, (name) => {
      return { tally: name === OTHERS ? tallies.rest : tallies.at(name), calls: 0 }
    })
  }

  row(name: string | null): ThreadRow {
    const cells = this.cells.values().sort((a, b) => b.calls - a.calls)
    return {
      tid: this.tid,
      name,
      calls: this.calls,
      errors: this.errors,
      workS: this.workNs / 1e9,
      waitS: this.waitNs / 1e9,
      wakeUps: this.wakeUps,
      datagramsReceived: this.datagramsReceived,
      mostly: cells.slice(0, MOSTLY_MAX).map(({ tally, calls }) => ({ name: tally.name, calls })),
    }
  }
}
