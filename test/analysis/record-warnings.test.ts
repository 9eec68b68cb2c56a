import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { recordWarnings } from '../../analysis/record-warnings.ts'
import type {
  AgentRecord,
  Detection,
  Distribution,
  RunRecord,
  RuntimeUse,
} from '../../analysis/run-record.ts'
import { sampleRun } from '../support/sample-run.ts'

type Pauses = RuntimeUse['telemetryDelay']

const quiet = sampleRun({ agents: 8, durationS: 600 }).record
const crashed = sampleRun({ agents: 8, durationS: 600, crashes: 2 }).record
const [anAgent] = quiet.perAgent as [AgentRecord]

test('a quiet run of sufficient length gives no reason to doubt it', () => {
  assert.deepEqual(recordWarnings(quiet), [])
})

test('what was not measured is no reason to doubt the rest', () => {
  assert.deepEqual(recordWarnings({ ...quiet, floor: null, runtime: null }), [])
})

test('pauses from before the measured part are no reason either', () => {
  const { runtime } = quiet
  if (runtime === null) throw new Error('no sample')
  const before = { count: 1, totalS: 0.2, maxS: 0.3, measuredMaxS: null }
  const gc = { protocol: before, telemetry: before }
  assert.deepEqual(recordWarnings({ ...quiet, runtime: { telemetryDelay: before, gc } }), [])
})

test('members that crashed may well not answer', () => {
  assert.ok(crashed.probes.timedOut > 0)
  assert.deepEqual(recordWarnings(crashed), [])
})

describe('a record is doubted', () => {
  const { probes, environment, telemetry, messages } = quiet
  const cases: [code: string, record: Partial<RunRecord>, message: RegExp][] = [
    [
      'run-interrupted',
      { outcome: 'interrupted', durationS: 300 },
      /interrupted after 300 of 600 s/,
    ],
    ['run-failed', { outcome: 'failed' }, /failed/],
    ['not-converged', { convergenceS: null }, /not every agent saw every other alive/],
    [
      'agent-died',
      {
        perAgent: [
          { ...anAgent, outcome: 'died', exit: { code: null, signal: 'SIGSEGV', atS: 12.3 } },
        ],
      },
      /127\.0\.0\.1:9000 \(pid 40000\) ended by itself at 12\.3 s with SIGSEGV/,
    ],
    [
      'false-positives',
      { falsePositives: { suspicions: 3, deaths: 1 } },
      /suspected 3 times and declared dead 1 time/,
    ],
    [
      'probes-timed-out',
      { probes: { ...probes, acked: probes.acked - 2, timedOut: 2 } },
      /^2 probes/,
    ],
    [
      'counts-do-not-balance',
      { probes: { ...probes, acked: probes.acked - 1 } },
      /4,800 were sent/,
    ],
    [
      'cycles-skipped',
      { probes: { ...probes, intended: probes.intended + 100, skipped: 100 } },
      /^100 of 4,900 probe cycles/,
    ],
    ['telemetry-dropped', { telemetry: { ...telemetry, dropped: 5 } }, /5 spans and 0 events/],
    [
      'malformed-datagrams',
      { messages: { ...messages, malformed: { checksum: 4, 'too-short': 0 } } },
      /^4 datagrams .*\(4 checksum\)/,
    ],
    [
      'busy-machine',
      { environment: { ...environment, loadAverage1m: 2.4 } },
      /load 2\.4 on 2 cores/,
    ],
    [
      'cores-exhausted',
      { perAgent: [{ ...anAgent, cpuCores: 1.8 }] },
      /kept 1\.80 of 2 cores busy/,
    ],
    [
      'dirty-tree',
      { commit: { sha: 'abc', dirty: true, ref: null } },
      /changes that are in no commit/,
    ],
    [
      'few-samples',
      { rtt: { ...quiet.rtt, count: 120, p99: null, p999: null } },
      /p99 and p99\.9 of RTT are left out/,
    ],
  ]
  const { runtime, floor } = quiet
  if (runtime === null || floor === null || floor.after === null) throw new Error('no sample')
  const long = (pauses: Pauses, measuredMaxS: number) => ({ ...pauses, measuredMaxS })
  const fast = floor.after
  const slow: Distribution = {
    ...fast,
    p50: 0.00014,
    intervals: { ...fast.intervals, p50: [0.00013, 0.00015] },
  }
  cases.push(
    [
      'protocol-gc-pause',
      {
        runtime: { ...runtime, gc: { ...runtime.gc, protocol: long(runtime.gc.protocol, 0.006) } },
      },
      /for up to 6\.00 ms; RTTs and lag may be affected/,
    ],
    [
      'floor-moved',
      { floor: { ...floor, after: slow } },
      /floor moved from \d\d\.\d µs before the run to 140 µs after it, by more than a factor of 1\.25/,
    ],
    [
      'telemetry-delayed',
      { runtime: { ...runtime, telemetryDelay: long(runtime.telemetryDelay, 0.15) } },
      /up to 150 ms late; RTTs are not affected/,
    ],
  )
  for (const [code, change, message] of cases) {
    test(`for ${code}, with advice`, () => {
      const warnings = recordWarnings({ ...quiet, ...change })
      assert.deepEqual(
        warnings.map((warning) => warning.code),
        [code],
      )
      assert.match(warnings[0]?.message ?? '', message)
      assert.match(warnings[0]?.advice ?? '', /^[A-Z].*\.$/)
    })
  }

  test('for crashes-missed, with advice', () => {
    const [first, ...rest] = crashed.detection as [Detection, Detection]
    const detection = [{ ...first, allDeadS: null }, ...rest]
    const [warning, ...others] = recordWarnings({ ...crashed, detection })
    assert.equal(warning?.code, 'crashes-missed')
    assert.match(warning?.message ?? '', /^1 of 2 crashes/)
    assert.deepEqual(others, [])
  })
})
