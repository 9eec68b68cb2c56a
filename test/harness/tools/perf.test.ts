/** Whether perf can sample here, on machines of all kinds. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { perfAvailability, perfSeesKernel, perfSeesSwitches } from '../../../harness/tools/perf.ts'
import { fakeMachine } from '../../support/fake-machine.ts'

const INSTALLED = { 'perf --version': { text: 'perf version 6.1.187\n' } }

function machine(paranoia: string, isRoot = false) {
  const files = { '/proc/sys/kernel/perf_event_paranoid': paranoia }
  return fakeMachine({ isRoot, files, programs: INSTALLED })
}

describe('perf', () => {
  test('is there with its version', async () => {
    assert.deepEqual(await perfAvailability(machine('1')), { ok: true, version: '6.1.187' })
  })

  test('that is not installed is said, with what to do', async () => {
    const available = await perfAvailability(fakeMachine())
    assert.ok(!available.ok)
    assert.match(available.reason, /perf is not installed/)
    assert.match(available.advice, /apt-get install linux-perf/)
  })

  test('that is a wrapper for another kernel does not count', async () => {
    const text = 'WARNING: perf not found for kernel 6.1.0\n'
    const available = await perfAvailability(
      fakeMachine({ programs: { 'perf --version': { code: 2, text } } }),
    )
    assert.equal(available.ok, false)
  })

  test('may be forbidden to all but root', async () => {
    const available = await perfAvailability(machine('3'))
    assert.ok(!available.ok)
    assert.match(available.advice, /sysctl kernel\.perf_event_paranoid=1/)
    assert.ok((await perfAvailability(machine('3', true))).ok)
  })

  test('sees context switches where the kernel shows them', () => {
    const files = { '/sys/kernel/tracing/events/sched/sched_switch/id': '372' }
    assert.equal(perfSeesSwitches(fakeMachine({ files })), true)
    assert.equal(perfSeesSwitches(fakeMachine()), false)
  })

  test('sees the kernel for root, and for others when it is let', () => {
    assert.deepEqual([machine('2', true), machine('1'), machine('2')].map(perfSeesKernel), [
      true,
      true,
      false,
    ])
  })
})
