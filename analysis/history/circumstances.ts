/**
 * What a run was made under, apart from the commit: runs that differ in any of it are not to be put in
 * one history. Left out is what changes from run to run (seed, load) and what may change with a commit
 * or an update of the machine and is better shown than hidden (Node, kernel, versions).
 */
import { formatBytes, formatCount } from '../format.ts'
import { configFacts } from '../report/circumstances.ts'
import type { RunRecord } from '../run-record.ts'

/** Text by name, in the order in which people want to read it. */
export type Circumstances = ReadonlyMap<string, string>

export function circumstancesOf(record: RunRecord): Circumstances {
  const { config, environment: machine, implementation, measuredUnder } = record
  return new Map([
    ...configFacts(record).filter(([name]) => name !== 'seed'),
    ['crashes', config.crashes === null ? 'as many as fit' : formatCount(config.crashes)],
    ['implementation', implementation.name],
    ['transport', implementation.transport],
    ['spans', measuredUnder.spans ? 'on' : 'off'],
    ['priority', measuredUnder.realtime ? 'real-time' : 'ordinary'],
    ['tool', measuredUnder.tool],
    ['machine', machine.host],
    ['CPU', `${machine.cores} × ${machine.cpuModel}`],
    ['memory', formatBytes(machine.memoryBytes)],
    ['system', `${machine.platform} ${machine.arch}`],
  ])
}
