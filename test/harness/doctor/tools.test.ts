import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Finding } from '../../../harness/doctor/finding.ts'
import { installCommand, TOOL_CHECKS } from '../../../harness/doctor/tools.ts'
import { type FakeMachine, fakeMachine } from '../../support/fake-machine.ts'

async function findings(machine: FakeMachine): Promise<Record<string, Finding>> {
  const all = await Promise.all(TOOL_CHECKS.map((check) => check(fakeMachine(machine))))
  return Object.fromEntries(all.map((one) => [one.name, one]))
}

const COUNTING = 'perf stat -e cycles -- true'

describe('the doctor, about tools,', () => {
  test('names the command that installs what is missing', async () => {
    const found = await findings({})
    assert.deepEqual(
      Object.values(found).map(({ name, status, advice }) => [name, status, advice]),
      [
        ['strace', 'missing', 'sudo apt-get install strace'],
        ['perf', 'missing', 'sudo apt-get install linux-perf'],
        ['bpftrace', 'missing', 'sudo apt-get install bpftrace'],
        ['Chromium', 'missing', 'sudo apt-get install chromium'],
        ['clinic', 'missing', 'npm install --save-dev clinic@13'],
      ],
    )
    assert.ok(Object.values(found).every(({ required }) => !required))
  })

  test('leaves sudo out for root', () => {
    assert.equal(installCommand({ isRoot: true }, 'strace'), 'apt-get install strace')
  })

  test('tells versions', async () => {
    const { strace, Chromium } = await findings({
      programs: {
        'strace --version': { text: 'strace -- version 6.1\nCopyright' },
        'google-chrome --version': { text: 'Google Chrome 131.0.6778.85' },
      },
    })
    assert.deepEqual([strace?.detail, Chromium?.detail], ['6.1', '131.0.6778.85'])
  })

  test('knows whether perf has hardware counters', async () => {
    const version = { 'perf --version': { text: 'perf version 6.1.187' } }
    const counting = await findings({
      programs: { ...version, [COUNTING]: { text: '1,234 cycles' } },
    })
    assert.deepEqual(
      [counting['perf']?.status, counting['perf']?.detail],
      ['ok', '6.1.187, hardware counters'],
    )
    const without = await findings({
      programs: { ...version, [COUNTING]: { text: '<not supported>      cycles' } },
    })
    assert.deepEqual(
      [without['perf']?.status, without['perf']?.detail],
      ['warn', '6.1.187, software events only'],
    )
    const forbidden = await findings({
      programs: { ...version, [COUNTING]: { code: 255, text: 'No permission' } },
    })
    assert.equal(forbidden['perf']?.advice, 'sudo sysctl kernel.perf_event_paranoid=1')
  })

  test('knows of clinic, which is an npm package', async () => {
    const { clinic } = await findings({ packages: { clinic: '13.0.0' } })
    assert.deepEqual([clinic?.status, clinic?.detail], ['ok', '13.0.0'])
  })

  test('says that bpftrace needs root', async () => {
    const programs = { 'bpftrace --version': { text: 'bpftrace v0.17.0' } }
    assert.equal((await findings({ programs }))['bpftrace']?.status, 'warn')
    assert.equal((await findings({ programs, isRoot: true }))['bpftrace']?.status, 'ok')
  })
})
