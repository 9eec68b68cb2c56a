import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CapturePhase, letPass } from '../../../harness/target/let-pass.ts'

function options(more: Partial<Parameters<typeof letPass>[0]> = {}) {
  const seen: CapturePhase[] = []
  const observer = { progress: (one: CapturePhase) => seen.push(one) }
  const signal = new AbortController().signal
  const all = { phase: 'counting', plannedMs: 20, signal, isOver: () => false, observer, ...more }
  return { seen, all }
}

describe('time that passes', () => {
  test('lasts as long as planned, and is shown', async () => {
    const { seen, all } = options()
    const { durationS, end } = await letPass(all)
    assert.equal(end, 'planned')
    assert.ok(durationS >= 0.02)
    assert.deepEqual([seen[0]?.phase, seen[0]?.plannedMs], ['counting', 20])
    assert.ok(seen.length >= 2)
  })

  test('ends when somebody interrupts', async () => {
    const interruption = new AbortController()
    const passing = letPass(options({ plannedMs: 60_000, signal: interruption.signal }).all)
    interruption.abort()
    assert.equal((await passing).end, 'interrupted')
  })

  test('ends when nothing is left to wait for', async () => {
    const { end } = await letPass(options({ plannedMs: 60_000, isOver: () => true }).all)
    assert.equal(end, 'over')
  })
})
