import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Measurement } from '../../../harness/recording/measurement.ts'
import { runtimeUseOf } from '../../../harness/recording/runtime-use.ts'
import { A, B, measuredProcess, ns, stats } from '../../support/measured-agents.ts'

type Taken = Parameters<Measurement['take']>

const pauses = (count: number, totalMs: number, maxMs: number) => ({
  count,
  totalNs: totalMs * 1e6,
  maxNs: maxMs * 1e6,
})
const NONE = pauses(0, 0, 0)

/** Pauses of the protocol thread; the others were none. */
function told(agent: string, atS: number, protocol: ReturnType<typeof pauses>) {
  const runtime = { telemetryDelay: NONE, gc: { protocol, telemetry: NONE } }
  return stats(agent, atS, {}, { runtime })
}

function use(before: readonly Taken[], during: readonly Taken[], after: readonly Taken[] = []) {
  const measurement = new Measurement()
  for (const taken of before) measurement.take(...taken)
  measurement.begin(ns(10))
  for (const taken of during) measurement.take(...taken)
  measurement.end(ns(20))
  measurement.freeze()
  for (const taken of after) measurement.take(...taken)
  return runtimeUseOf(measurement.lives)
}

describe('what the runtime did', () => {
  const first = measuredProcess()
  const second = measuredProcess({ pid: 101, name: B, addresses: [B] })

  test('counts between the borders of the measured part, over all processes', () => {
    const found = use(
      [
        [first, told(A, 9, pauses(10, 50, 9))],
        [second, told(B, 9, pauses(5, 20, 4))],
      ],
      [
        [first, told(A, 20, pauses(14, 58, 9))],
        [second, told(B, 20, pauses(6, 25, 5))],
      ],
      [[first, told(A, 25, pauses(99, 999, 99))]],
    )
    assert.deepEqual(found?.gc.protocol, {
      count: 5,
      totalS: 0.013,
      maxS: 0.009,
      measuredMaxS: 0.005,
    })
    assert.deepEqual(found?.telemetryDelay, {
      count: 0,
      totalS: 0,
      maxS: null,
      measuredMaxS: null,
    })
  })

  test('counts once for agents that share a process, at their newest', () => {
    const shared = measuredProcess({ addresses: [A, B] })
    const found = use(
      [
        [shared, told(A, 9, pauses(1, 1, 1))],
        [shared, told(B, 9.5, pauses(2, 2, 1))],
      ],
      [
        [shared, told(B, 20, pauses(7, 9, 1))],
        [shared, told(A, 19, pauses(6, 8, 1))],
      ],
    )
    assert.deepEqual(found?.gc.protocol, {
      count: 5,
      totalS: 0.007,
      maxS: 0.001,
      measuredMaxS: null,
    })
  })

  test('counts from its start for a process that began meanwhile, whose longest pause is of its start', () => {
    const again = measuredProcess({ pid: 102 })
    const found = use(
      [[first, told(A, 9, pauses(4, 4, 2))]],
      [
        [first, told(A, 12, pauses(5, 5, 2))],
        [again, told(A, 20, pauses(3, 6, 3))],
      ],
    )
    assert.deepEqual(found?.gc.protocol, {
      count: 4,
      totalS: 0.007,
      maxS: 0.003,
      measuredMaxS: null,
    })
  })

  test('is null when no agent says it', () => {
    assert.equal(use([[first, stats(A, 9, {})]], [[first, stats(A, 20, {})]]), null)
    assert.equal(use([], []), null)
  })
})
