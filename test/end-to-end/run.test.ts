/** Whole runs with real agents: what they leave, and that nothing breaks them. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ATTRIBUTES, SPAN_NAMES } from '../../agent/index.ts'
import { type ProbeCounts, parseRunRecord, type RunRecord } from '../../analysis/index.ts'
import { UserError } from '../../harness/errors.ts'
import { plainAttributes, spansOf } from '../../harness/receiver/otlp.ts'
import { Receiver } from '../../harness/receiver/receiver.ts'
import { readRunData } from '../../harness/recording/read-run.ts'
import { REALTIME_MISSING } from '../support/realtime.ts'
import { agentPids, isGone, runShort, shortRun } from '../support/short-run.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ODD_AGENT = fileURLToPath(new URL('../support/odd-agent.ts', import.meta.url))

function assertBalanced(counts: ProbeCounts): void {
  assert.equal(counts.intended, counts.sent + counts.skipped)
  const { sent, acked, ackedIndirect, timedOut, inFlight } = counts
  assert.equal(sent, acked + ackedIndirect + timedOut + inFlight)
}

/** What a run that is short, or a machine that is busy, brings about by itself. */
const EXPECTED_DOUBTS = [
  'few-samples',
  'dirty-tree',
  'no-fonts',
  'busy-machine',
  'cores-exhausted',
  'cycles-skipped',
  'protocol-gc-pause',
  'telemetry-delayed',
  'probes-timed-out',
  'false-positives',
]

function doubts(record: RunRecord): string[] {
  return record.warnings.map(({ code }) => code).filter((code) => !EXPECTED_DOUBTS.includes(code))
}

describe('a steady run', () => {
  test('leaves a whole record, captures and report, and no process', async () => {
    await using base = await temporaryFolder()
    const { protocol } = shortRun(base.path)
    const options = shortRun(base.path, {
      durationMs: 3000,
      nodes: 4,
      report: true,
      // Nobody dies of a busy machine that keeps an agent waiting for a moment.
      protocol: { ...protocol, suspicionMs: 2000 },
    })
    let pids: readonly number[] = []
    const { notes: _, ...record } = await runShort(options, (found) => {
      pids = found
    })
    const results = join(options.resultsDir, record.id)
    const traces = join(options.tracesDir, record.id)

    assert.equal(record.outcome, 'complete')
    assert.deepEqual(parseRunRecord(await readFile(join(results, 'record.json'), 'utf8')), {
      ok: true,
      record,
    })
    assert.deepEqual(doubts(record), [])
    assert.ok(record.durationS > 2.9 && record.durationS < 6)
    assert.ok(record.convergenceS !== null && record.convergenceS > 0)
    assert.equal(record.commit === null, !existsSync('.git'))

    assertBalanced(record.probes)
    for (const agent of record.perAgent) {
      assertBalanced(agent.probes)
      assert.equal(agent.outcome, 'stopped')
      assert.equal(agent.exit?.code, 0)
      assert.ok(agent.cpuCores !== null && agent.cpuCores >= 0 && agent.rssBytes !== null)
    }
    const onGrid = (4 * record.durationS) / 0.15
    const share = record.probes.intended / onGrid
    assert.ok(0.5 < share && share < 1.2, `${record.probes.intended} cycles`)
    assert.equal(record.rtt.count, record.probes.acked + record.probes.ackedIndirect)
    assert.equal(record.falsePositives.deaths, 0)
    const { count = 0, bytes = 0 } = record.messages.byType['ping'] ?? {}
    assert.ok(count >= record.probes.sent && bytes >= 9 * count)

    const { spans, exported, dropped, received } = record.telemetry
    assert.ok(spans >= record.probes.acked * 2)
    assert.deepEqual([exported, dropped, received], [spans, 0, spans])

    assert.deepEqual((await readdir(traces)).sort(), [
      'events.jsonl',
      'metrics.jsonl',
      'spans.jsonl',
    ])
    const written = await readdir(results)
    for (const name of [
      'probes.csv.gz',
      'record.json',
      'report.html',
      'report.md',
      'rtt.hdr',
      'views.csv',
    ]) {
      assert.ok(written.includes(name), name)
    }
    assert.deepEqual(
      written.filter((name) => name.startsWith('.')),
      [],
    )

    assert.equal(pids.length, 4)
    assert.deepEqual(
      pids.filter((pid) => !isGone(pid)),
      [],
    )
  })

  test('has the same RTTs in its spans as in its report', async () => {
    await using base = await temporaryFolder()
    const options = shortRun(base.path)
    const record = await runShort(options)
    const text = await readFile(join(options.tracesDir, record.id, 'spans.jsonl'), 'utf8')
    const inSpans = new Set<number>()
    for (const line of text.trimEnd().split('\n')) {
      for (const span of spansOf(JSON.parse(line)) ?? []) {
        if (span.name !== SPAN_NAMES.probe) continue
        const attributes = plainAttributes(span.attributes)
        inSpans.add(Math.round(Number(attributes[ATTRIBUTES.rtt]) * 1e9))
      }
    }
    const { probes, problems } = await readRunData(join(options.resultsDir, record.id))
    assert.deepEqual(problems, [])
    const answered = [...(probes?.rttS ?? [])].filter((rttS) => !Number.isNaN(rttS))
    assert.equal(answered.length, record.rtt.count)
    assert.deepEqual(
      answered.filter((rttS) => !inSpans.has(Math.round(rttS * 1e9))),
      [],
    )
    assert.equal(record.slowest.length, 10)
    assert.equal(record.slowest[0]?.rttS, record.rtt.max)
    for (const { spans } of record.slowest) assert.ok(spans.length >= 2)
  })

  test('joins the answering side to the trace when context travels on the wire', async () => {
    await using base = await temporaryFolder()
    const { protocol } = shortRun(base.path)
    const options = shortRun(base.path, { protocol: { ...protocol, contextOnWire: true } })
    const record = await runShort(options)
    const names = record.slowest.flatMap(({ spans }) => spans.map(({ name }) => name))
    assert.ok(names.includes(SPAN_NAMES.ack))
    assert.equal(record.measuredUnder.contextOnWire, true)
    assert.deepEqual(doubts(record), [])
  })

  test('says that the agents had real-time priority', { skip: REALTIME_MISSING }, async () => {
    await using base = await temporaryFolder()
    const record = await runShort(shortRun(base.path, { realtime: true }))
    assert.equal(record.measuredUnder.realtime, true)
    assert.deepEqual(doubts(record), [])
  })

  test('can host many agents in few processes, and go without spans', async () => {
    await using base = await temporaryFolder()
    const options = shortRun(base.path, { nodes: 10, agentsPerProcess: 4, spans: false })
    const record = await runShort(options)
    assert.deepEqual(doubts(record), [])
    assert.equal(record.outcome, 'complete')
    assert.equal(new Set(record.perAgent.map(({ pid }) => pid)).size, 3)
    assertBalanced(record.probes)
    assert.deepEqual(record.telemetry, {
      spans: 0,
      exported: 0,
      dropped: 0,
      eventsDropped: 0,
      received: 0,
    })
    assert.deepEqual(await readdir(join(options.tracesDir, record.id)), ['events.jsonl'])
  })

  test('reports where the user has said', async () => {
    await using base = await temporaryFolder()
    let lines = 0
    await using elsewhere = await Receiver.start({
      traces: async () => void lines++,
      metrics: async () => {},
    })
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = elsewhere.endpoint
    process.env['OTEL_EXPORTER_OTLP_PROTOCOL'] = 'http/json'
    try {
      const record = await runShort(shortRun(base.path))
      assert.equal(record.telemetry.received, 0)
      assert.equal(elsewhere.spansReceived, record.telemetry.exported)
      assert.ok(lines > 0)
    } finally {
      delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT']
      delete process.env['OTEL_EXPORTER_OTLP_PROTOCOL']
    }
  })
})

describe('a crash run', () => {
  test('sees every crash detected by all survivors, and every member return', async () => {
    await using base = await temporaryFolder()
    const record = await runShort(
      shortRun(base.path, { scenario: 'crash', nodes: 5, crashes: 3, seed: 5 }),
    )
    assert.equal(record.outcome, 'complete')
    assert.equal(record.detection.length, 3)
    for (const crash of record.detection) {
      assert.deepEqual([crash.survivors, crash.detectedBy], [4, 4])
      const { firstSuspectS, firstDeadS, allDeadS, restartedAtS, rejoinedAtS, crashedAtS } = crash
      assert.ok(firstSuspectS !== null && firstDeadS !== null && allDeadS !== null)
      assert.ok(restartedAtS !== null && rejoinedAtS !== null)
      assert.ok(0 < firstSuspectS && firstSuspectS < firstDeadS && firstDeadS <= allDeadS)
      assert.ok(crashedAtS + allDeadS < restartedAtS && restartedAtS < rejoinedAtS)
    }
    assert.deepEqual(
      record.faults.map(({ kind }) => kind),
      ['crash', 'restart', 'crash', 'restart', 'crash', 'restart'],
    )
    const victims = new Set(record.detection.map(({ member }) => member))
    for (const { agent, outcome, exit } of record.perAgent) {
      assert.equal(outcome, victims.has(agent) ? 'killed' : 'stopped')
      assert.equal(exit?.signal === 'SIGKILL', victims.has(agent))
    }
    assertBalanced(record.probes)
    assert.equal(record.notes.filter((note) => note.startsWith('killed')).length, 3)
  })

  test('takes the same members down again with the same seed', async () => {
    const victims = async () => {
      await using base = await temporaryFolder()
      const options = shortRun(base.path, { scenario: 'crash', nodes: 4, crashes: 2, seed: 9 })
      const record = await runShort(options)
      const order = record.perAgent.map(({ agent }) => agent)
      return record.detection.map(({ member }) => order.indexOf(member))
    }
    const [first, second] = await Promise.all([victims(), victims()])
    assert.equal(first.length, 2)
    assert.deepEqual(first, second)
  })
})

describe('an interruption', () => {
  test('ends the agents and keeps what was measured', async () => {
    await using base = await temporaryFolder()
    const controller = new AbortController()
    const options = shortRun(base.path, {
      durationMs: 60_000,
      signal: controller.signal,
      report: true,
    })
    let pids: readonly number[] = []
    const record = await runShort(options, async (found) => {
      pids = found
      await sleep(1000)
      controller.abort()
    })
    assert.equal(record.outcome, 'interrupted')
    assert.ok(record.durationS < 30)
    assert.ok(record.rtt.count > 10)
    assertBalanced(record.probes)
    assert.deepEqual(doubts(record), ['run-interrupted'])
    assert.deepEqual(
      pids.filter((pid) => !isGone(pid)),
      [],
    )
    assert.ok(existsSync(join(options.resultsDir, record.id, 'report.html')))
  })

  test('before anything was measured leaves no run', async () => {
    await using base = await temporaryFolder()
    const controller = new AbortController()
    const options = shortRun(base.path, { nodes: 12, signal: controller.signal })
    const running = runShort(options)
    const [pid = 0] = await agentPids(options.tracesDir)
    controller.abort()
    await assert.rejects(running, (error) => error instanceof UserError && error.exitCode === 130)
    assert.equal(isGone(pid), true)
    assert.deepEqual(await readdir(options.resultsDir), [])
  })
})

describe('an agent that cannot join', () => {
  test('ends the run at once, and is named with its process and what to do', async () => {
    await using base = await temporaryFolder()
    const program = { file: process.execPath, args: [ODD_AGENT, 'stranded'], commit: null }
    const options = shortRun(base.path, { nodes: 200, agentsPerProcess: 200, program })
    await assert.rejects(runShort(options), (error) => {
      assert.ok(error instanceof UserError)
      assert.match(
        error.message,
        /^agent 127\.0\.0\.1:\d+, one of 200 in process \d+, ended \(nobody answered\) before the cluster had formed$/,
      )
      const isSmall = 200 <= 50 * availableParallelism()
      assert.equal(error.suggestion?.includes('--join-timeout'), !isSmall)
      assert.match(error.suggestion ?? '', /events\.jsonl$/)
      return true
    })
  })
})

describe('an agent that dies by itself', () => {
  test('is named in the record, and the run goes on without it', async () => {
    await using base = await temporaryFolder()
    const options = shortRun(base.path, { nodes: 4, durationMs: 2500 })
    const record = await runShort(options, ([, pid = 0]) => void process.kill(pid, 'SIGABRT'))
    assert.equal(record.outcome, 'complete')
    const died = record.perAgent.filter(({ outcome }) => outcome === 'died')
    assert.equal(died.length, 1)
    assert.equal(died[0]?.exit?.signal, 'SIGABRT')
    assert.ok((died[0]?.exit?.atS ?? -1) >= 0)
    assert.deepEqual(
      record.faults.map(({ kind, member }) => [kind, member]),
      [['died', died[0]?.agent]],
    )
    assert.equal(record.detection[0]?.detectedBy, 3)
    const codes = record.warnings.map(({ code }) => code)
    assert.ok(codes.includes('agent-died') && codes.includes('agent-last-words'))
    assert.equal(record.notes.length, 1)
    assertBalanced(record.probes)
  })

  test('ends the run early when it was the last, as failed', async () => {
    await using base = await temporaryFolder()
    const options = shortRun(base.path, { durationMs: 60_000 })
    const record = await runShort(options, async (pids) => {
      await sleep(500)
      for (const pid of pids) process.kill(pid, 'SIGKILL')
    })
    assert.equal(record.outcome, 'failed')
    assert.ok(record.durationS < 30)
    assert.equal(
      record.perAgent.every(({ outcome }) => outcome === 'died'),
      true,
    )
    assertBalanced(record.probes)
  })
})
