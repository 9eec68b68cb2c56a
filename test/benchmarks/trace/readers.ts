/**
 * What is measured: our scanner, and the loop that one writes for such a file in an afternoon. All of
 * them count calls and errors and sum up the time in each system call, resumed calls included.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { SyscallSummary } from '../../../analysis/index.ts'
import { readCapture } from '../../../harness/tracing/read-capture.ts'

export const READERS = {
  scanner: { about: 'our scanner', read: scan },
  summary: { about: 'our scanner and everything analyze-trace tells', read: summarize },
  loop: { about: 'readline, for await, regular expressions', read: loop },
  events: { about: "readline, on('line'), regular expressions", read: events },
} as const

export type ReaderName = keyof typeof READERS

type Tally = { calls: number; errors: number; seconds: number }

export type Reading = {
  readonly lines: number
  readonly calls: number
  /** Lines that nothing was made of. */
  readonly unrecognized: number
  /** By name. */
  readonly tallies: Readonly<Record<string, Tally>>
}

class Tallies {
  readonly byName = new Map<string, Tally>()

  add(name: string, seconds: number, isError: boolean): void {
    let tally = this.byName.get(name)
    if (tally === undefined) {
      tally = { calls: 0, errors: 0, seconds: 0 }
      this.byName.set(name, tally)
    }
    tally.calls += 1
    if (isError) tally.errors += 1
    tally.seconds += seconds
  }
}

async function scan(path: string): Promise<Reading> {
  const tallies = new Tallies()
  const { outcome } = await readCapture([path], {
    call({ name, durationNs, errno }) {
      tallies.add(name, durationNs >= 0 ? durationNs / 1e9 : 0, errno !== '')
    },
  })
  const { lines, calls, unrecognized } = outcome.counts
  return { lines, calls, unrecognized, tallies: Object.fromEntries(tallies.byName) }
}

async function summarize(path: string): Promise<Reading> {
  const summary = new SyscallSummary()
  const { outcome } = await readCapture([path], summary)
  summary.summary({ outcome })
  const { lines, calls, unrecognized } = outcome.counts
  return { lines, calls, unrecognized, tallies: {} }
}

const CALL =
  /^(\d+)\s+(\d+\.\d+) (\w+)\((.*)\)\s+= (-?\d+|0x[0-9a-f]+|\?)(?: (E\w+))?(?: \((.*)\))?(?: <(\d+\.\d+)>)?$/
const UNFINISHED = /^(\d+)\s+(\d+\.\d+) (\w+)\((.*) <unfinished \.\.\.>$/
const RESUMED =
  /^(\d+)\s+(\d+\.\d+) <\.\.\. (\w+) resumed>(.*)\)\s+= (-?\d+|0x[0-9a-f]+|\?)(?: (E\w+))?(?: \((.*)\))?(?: <(\d+\.\d+)>)?$/

class Loop {
  readonly #tallies = new Tallies()
  readonly #unfinished = new Map<string, string>()
  #lines = 0
  #calls = 0
  #unrecognized = 0

  take(line: string): void {
    this.#lines++
    const call = CALL.exec(line)
    if (call !== null) {
      this.#add(call)
      return
    }
    const unfinished = UNFINISHED.exec(line)
    if (unfinished !== null) {
      this.#unfinished.set(unfinished[1] ?? '', unfinished[4] ?? '')
      return
    }
    const resumed = RESUMED.exec(line)
    if (resumed === null) {
      this.#unrecognized++
      return
    }
    this.#unfinished.delete(resumed[1] ?? '')
    this.#add(resumed)
  }

  get reading(): Reading {
    return {
      lines: this.#lines,
      calls: this.#calls,
      unrecognized: this.#unrecognized,
      tallies: Object.fromEntries(this.#tallies.byName),
    }
  }

  #add(found: RegExpExecArray): void {
    this.#calls++
    this.#tallies.add(found[3] ?? '', Number(found[8] ?? 0), found[6] !== undefined)
  }
}

async function loop(path: string): Promise<Reading> {
  const reader = new Loop()
  const input = createReadStream(path)
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    reader.take(line)
  }
  return reader.reading
}

async function events(path: string): Promise<Reading> {
  const reader = new Loop()
  const input = createReadStream(path)
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  lines.on('line', (line) => reader.take(line))
  await new Promise((resolve) => lines.on('close', resolve))
  return reader.reading
}
