import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { subjectOf, verdictOf } from '../../../analysis/report/verdict.ts'
import { sampleRun } from '../../support/sample-run.ts'

const steady = sampleRun({ agents: 4, durationS: 30 }).record
const crashed = sampleRun({ agents: 8, durationS: 60, crashes: 4 }).record

describe('the verdict', () => {
  test('of a quiet run is good', () => {
    assert.deepEqual(verdictOf(steady), {
      tone: 'good',
      text: 'No healthy member accused; every probe answered.',
    })
    assert.equal(subjectOf(steady), '4 agents, steady, 30 s, preset default')
  })

  test('of crashes that everybody noticed is good, although probes of the crashed timed out', () => {
    assert.ok(crashed.probes.timedOut > 0)
    assert.deepEqual(verdictOf(crashed), {
      tone: 'good',
      text: 'All 4 crashes noticed by every survivor; no healthy member accused.',
    })
  })

  test('asks for attention when healthy members were suspected or silent', () => {
    const falsePositives = { suspicions: 2, deaths: 0 }
    const probes = { ...steady.probes, timedOut: 1 }
    const { tone, text } = verdictOf({ ...steady, falsePositives, probes })
    assert.equal(tone, 'attention')
    assert.equal(text, 'Healthy members suspected 2 times; 1 probe timed out.')
  })

  test('is bad when the run was cut short, agents died, crashes were missed or healthy members declared dead', () => {
    const [first, ...rest] = crashed.detection
    assert.ok(first !== undefined)
    const { tone, text } = verdictOf({
      ...crashed,
      outcome: 'interrupted',
      detection: [{ ...first, allDeadS: null }, ...rest],
      falsePositives: { suspicions: 1, deaths: 1 },
      perAgent: crashed.perAgent.map((one, index) =>
        index === 0 ? { ...one, outcome: 'died' } : one,
      ),
    })
    assert.equal(tone, 'bad')
    assert.equal(
      text,
      'The run was interrupted; 1 agent ended by itself; 1 crash not noticed by every survivor; ' +
        'healthy members declared dead 1 time; healthy members suspected 1 time.',
    )
  })
})
