import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOST_CHECKS } from '../../../harness/doctor/host.ts'
import { type FakeMachine, fakeMachine } from '../../support/fake-machine.ts'

async function statuses(machine: FakeMachine): Promise<Record<string, string>> {
  const findings = await Promise.all(HOST_CHECKS.map((check) => check(fakeMachine(machine))))
  return Object.fromEntries(
    findings.map(({ name, status, detail }) => [name, `${status}: ${detail}`]),
  )
}

describe('the doctor, about the machine,', () => {
  test('is content with a good one', async () => {
    assert.deepEqual(await statuses({}), {
      Node: 'ok: v24.21.0',
      cores: 'ok: 8',
      memory: 'ok: 11.2 GiB of 14.9 GiB available',
      load: 'ok: 0.10 in the last minute',
      'CPU governor': 'ok: not ours to choose',
      'clock source': 'ok: unknown',
      virtualization: 'ok: none',
    })
  })

  test('cannot do without a recent Node', async () => {
    const [node] = await Promise.all(
      HOST_CHECKS.map((check) => check(fakeMachine({ nodeVersion: 'v20.20.2' }))),
    )
    assert.equal(node?.status, 'missing')
    assert.equal(node?.required, true)
  })

  test('warns of what distorts latencies', async () => {
    const ill = await statuses({
      cores: 1,
      memoryAvailableBytes: 1e8,
      loadAverage1m: 3,
      files: {
        '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave',
        '/sys/devices/system/clocksource/clocksource0/current_clocksource': 'hpet',
      },
      programs: { 'systemd-detect-virt': { text: 'kvm\n' } },
    })
    assert.deepEqual(ill, {
      Node: 'ok: v24.21.0',
      cores: 'warn: 1',
      memory: 'warn: 95.4 MiB of 14.9 GiB available',
      load: 'warn: 3.00 in the last minute',
      'CPU governor': 'warn: powersave',
      'clock source': 'warn: hpet: microseconds a reading',
      virtualization: 'warn: kvm',
    })
  })

  test('sees a virtual machine also without systemd', async () => {
    const { virtualization } = await statuses({
      files: { '/proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu vme hypervisor sse\n' },
    })
    assert.equal(virtualization, 'warn: a virtual machine')
  })

  test('takes the answer none for what it is, though it comes with a failing exit code', async () => {
    const { virtualization } = await statuses({
      programs: { 'systemd-detect-virt': { code: 1, text: 'none\n' } },
    })
    assert.equal(virtualization, 'ok: none')
  })
})
