import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { ATTRIBUTES, SPAN_NAMES } from '../../../agent/index.ts'
import type { OtlpSpan } from '../../../harness/receiver/otlp.ts'
import { SlowCycles } from '../../../harness/recording/slow-cycles.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } })
const whole = (key: string, intValue: number) => ({ key, value: { intValue } })

function span(cycle: number, name: string, startNs: number, durationNs: number): OtlpSpan {
  return {
    traceId: cycle.toString(16).padStart(32, '0'),
    spanId: `${name === SPAN_NAMES.probe ? 'a' : 'b'}${cycle.toString(16).padStart(15, '0')}`,
    ...(name === SPAN_NAMES.probe
      ? {}
      : { parentSpanId: `a${cycle.toString(16).padStart(15, '0')}` }),
    name,
    startTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(startNs)),
    endTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(startNs + durationNs)),
    attributes: [
      text(ATTRIBUTES.agent, '127.0.0.1:9000'),
      text(ATTRIBUTES.peerAddress, '127.0.0.1'),
      whole(ATTRIBUTES.peerPort, 9001),
      whole(ATTRIBUTES.monotonicNs, startNs),
    ],
  }
}

/** A cycle with the RTT in milliseconds, or one that timed out, and its ping. */
function cycle(number: number, rttMs: number | undefined): [OtlpSpan, OtlpSpan] {
  const startNs = number * 1e9
  const durationNs = (rttMs ?? 1000) * 1e6
  const root = span(number, SPAN_NAMES.probe, startNs, durationNs + 1e6)
  const ping = span(number, SPAN_NAMES.ping, startNs + 1e6, durationNs)
  const outcome = text(ATTRIBUTES.outcome, rttMs === undefined ? 'timed-out' : 'acked')
  const rtt =
    rttMs === undefined ? [] : [{ key: ATTRIBUTES.rtt, value: { doubleValue: rttMs / 1000 } }]
  return [{ ...root, attributes: [...(root.attributes ?? []), outcome, ...rtt] }, ping]
}

async function collect(cycles: readonly OtlpSpan[][], measuredFromNs = 0) {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'spans.jsonl')
  const slow = new SlowCycles((intendedNs) => intendedNs >= measuredFromNs)
  const lines: string[] = []
  for (const spans of cycles) {
    for (const one of spans) slow.take(one)
    lines.push(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }))
  }
  await writeFile(path, `${lines.join('\n')}\n`)
  return await slow.collect(path, (atNs) => atNs / 1e9)
}

test('the ten slowest cycles are kept, slowest first, with their spans', async () => {
  const found = await collect(
    Array.from({ length: 40 }, (_, n) => cycle(n + 1, ((n * 7) % 40) + 1)),
  )
  assert.deepEqual(
    found.map(({ rttS }) => rttS),
    [40, 39, 38, 37, 36, 35, 34, 33, 32, 31].map((ms) => ms / 1000),
  )
  const [first] = found
  assert.deepEqual([first?.agent, first?.target], ['127.0.0.1:9000', '127.0.0.1:9001'])
  assert.deepEqual(
    first?.spans.map(({ name, startS, parentSpanId, ok }) => [
      name,
      startS,
      parentSpanId === null,
      ok,
    ]),
    [
      [SPAN_NAMES.probe, 0, true, true],
      [SPAN_NAMES.ping, 0.001, false, true],
    ],
  )
  assert.equal(first?.spans[1]?.durationS, 0.04)
  assert.equal(first?.atS, Number.parseInt(first?.traceId ?? '', 16))
})

test('time-outs come first, but leave room for the slowest that were answered', async () => {
  const cycles = Array.from({ length: 30 }, (_, n) => cycle(n + 1, n < 20 ? undefined : n))
  const found = await collect(cycles)
  assert.deepEqual(
    found.map(({ outcome }) => outcome === 'timed-out'),
    [true, true, true, true, true, false, false, false, false, false],
  )
})

test('cycles from before the measured part are left out', async () => {
  const found = await collect([cycle(1, 900), cycle(2, 1)], 2e9)
  assert.deepEqual(
    found.map(({ rttS }) => rttS),
    [0.001],
  )
})

test('without cycles there is nothing to look for', async () => {
  const slow = new SlowCycles(() => true)
  assert.deepEqual(await slow.collect('/there/is/no/such/file', () => 0), [])
})
