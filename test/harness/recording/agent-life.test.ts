import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AgentLife } from '../../../harness/recording/agent-life.ts'
import { A, measuredProcess, ns, ready, stats } from '../../support/measured-agents.ts'

describe('of the cycles that an agent has sent', () => {
  test('those without a row are unreported, until their row comes', () => {
    const life = new AgentLife(A, measuredProcess())
    life.takeRow(ns(1))
    life.takeTotals(stats(A, 2.5, { probesSent: 3 }))
    assert.equal(life.unreported, 2)
    life.takeRow(ns(2))
    assert.equal(life.unreported, 1)
    life.takeRow(ns(3))
    assert.equal(life.unreported, 1, 'one sent after the counters were read is none of them')
  })

  test('those that are neither reported nor open are unaccounted', () => {
    const life = new AgentLife(A, measuredProcess())
    life.takeTotals(stats(A, 2, { probesSent: 3 }, { probesInFlight: 1 }))
    assert.equal(life.unaccounted, 2)
  })

  test('nothing is unaccounted of an agent that is gone: it took its open cycles with it', () => {
    const exit = { code: undefined, signal: 'SIGKILL', atNs: 1 } as const
    const life = new AgentLife(A, measuredProcess({ exit }))
    life.takeTotals(stats(A, 2, { probesSent: 3 }))
    assert.equal(life.unaccounted, 0)
    assert.equal(life.unreported, 3)
  })
})

test('counters that come after the measured part change nothing of it', () => {
  const life = new AgentLife(A, measuredProcess())
  const last = stats(A, 2, { probesSent: 1 })
  life.takeTotals(last)
  life.freeze()
  const later = stats(A, 3, { probesSent: 9 }, { localHealth: 4 })
  life.takeTotals(later)
  assert.equal(life.last, last)
  assert.equal(life.newest, later)
  assert.equal(life.localHealthMax, 0)
})

test('a life is measured between the counters at both borders', () => {
  const life = new AgentLife(A, measuredProcess())
  assert.equal(life.measuredS, 0)
  life.takeTotals(stats(A, 2, {}))
  life.begin()
  life.takeTotals(stats(A, 5, {}))
  assert.equal(life.measuredS, 3)
})

test('one that began within the measured part is measured from when it was ready', () => {
  const life = new AgentLife(A, measuredProcess())
  const event = ready(A, 4)
  life.ready = event.event === 'ready' ? event : undefined
  life.takeTotals(stats(A, 5, {}))
  assert.equal(life.measuredS, 1)
})

test('the worst local health is that of the measured part', () => {
  const life = new AgentLife(A, measuredProcess())
  life.takeTotals(stats(A, 1, {}, { localHealth: 5 }))
  life.takeTotals(stats(A, 2, {}, { localHealth: 1 }))
  life.begin()
  life.takeTotals(stats(A, 3, {}, { localHealth: 2 }))
  life.takeTotals(stats(A, 4, {}, { localHealth: 0 }))
  assert.equal(life.localHealthMax, 2)
})
