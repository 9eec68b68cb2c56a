/** A run record in which every text that is free to be anything is an attack on whoever renders it. */
import { parseRunRecord, type RunRecord } from '../../analysis/index.ts'
import { sampleRun } from './sample-run.ts'

export const HOSTILE =
  '"><img src=x onerror=hacked()></script><script>hacked()</script>\'`|@all\u202e\u001b[31m<!--{{7*7}}'

/** Fields with a closed set of values, or a form of their own that reading a record checks. */
const CLOSED: ReadonlySet<string> = new Set(['id', 'startedAt', 'outcome', 'tool'])

export function hostileRecord(): RunRecord {
  const run = sampleRun({
    agents: 4,
    durationS: 30,
    crashes: 1,
    falseSuspicions: 1,
    lossShare: 0.02,
  })
  const { record } = run
  const [agent] = record.perAgent
  const loud = {
    ...record,
    commit: { sha: 'x', dirty: true, ref: 'x' },
    warnings: [{ code: 'x', message: 'x', advice: 'x' }],
    perAgent: [{ ...agent, outcome: 'died', exit: { code: null, signal: 'x', atS: 1 } }],
    messages: {
      ...record.messages,
      byType: { [HOSTILE]: { count: 1, bytes: 1 } },
      malformed: { [HOSTILE]: 1 },
    },
    environment: { ...record.environment, tools: { [HOSTILE]: 'x' } },
    config: { ...record.config, protocol: { ...record.config.protocol, [HOSTILE]: 1 } },
  }
  const parsed = parseRunRecord(JSON.stringify(poisoned(loud)))
  if (!parsed.ok) throw new Error(`the hostile record is not even a record: ${parsed.problem}`)
  return parsed.record
}

function poisoned(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return CLOSED.has(name) ? value : HOSTILE
  if (Array.isArray(value)) return value.map((each) => poisoned(each, name))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, poisoned(each, key)]))
}
