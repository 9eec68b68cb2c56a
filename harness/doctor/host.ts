/** The runtime and the machine that the figures will be of. */
import { formatBytes } from '../../analysis/index.ts'
import { type Check, finding, type Machine } from './finding.ts'

const NODE_MAJOR_MIN = 24
const MEMORY_AVAILABLE_BYTES_MIN = 512 * 1024 * 1024
const SLOW_CLOCKS = ['hpet', 'acpi_pm', 'refined-jiffies', 'jiffies']

export const HOST_CHECKS: readonly Check[] = [
  node,
  cores,
  memory,
  load,
  governor,
  clockSource,
  virtualization,
]

function node(machine: Machine) {
  const major = Number(machine.nodeVersion.replace(/^v/, '').split('.')[0])
  return major >= NODE_MAJOR_MIN
    ? { ...finding('Node', 'ok', machine.nodeVersion), required: true }
    : {
        ...finding(
          'Node',
          'missing',
          `${machine.nodeVersion}: needs ${NODE_MAJOR_MIN}`,
          './setup.sh',
        ),
        required: true,
      }
}

function cores(machine: Machine) {
  const detail = String(machine.cores)
  return machine.cores >= 2
    ? finding('cores', 'ok', detail)
    : finding('cores', 'warn', detail, 'Agents will wait for each other: use two cores or more.')
}

function memory(machine: Machine) {
  const available = formatBytes(machine.memoryAvailableBytes)
  const detail = `${available} of ${formatBytes(machine.memoryBytes)} available`
  return machine.memoryAvailableBytes >= MEMORY_AVAILABLE_BYTES_MIN
    ? finding('memory', 'ok', detail)
    : finding('memory', 'warn', detail, 'A process of agents takes about 100 MiB: free some.')
}

function load(machine: Machine) {
  const detail = `${machine.loadAverage1m.toFixed(2)} in the last minute`
  return machine.loadAverage1m <= machine.cores / 2
    ? finding('load', 'ok', detail)
    : finding('load', 'warn', detail, 'Other work will show in the latencies: wait for it to end.')
}

function governor(machine: Machine) {
  const name = machine.read('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')
  if (name === undefined) return finding('CPU governor', 'ok', 'not ours to choose')
  return name === 'performance'
    ? finding('CPU governor', 'ok', name)
    : finding('CPU governor', 'warn', name, 'sudo cpupower frequency-set --governor performance')
}

function clockSource(machine: Machine) {
  const name = machine.read('/sys/devices/system/clocksource/clocksource0/current_clocksource')
  if (name === undefined) return finding('clock source', 'ok', 'unknown')
  return SLOW_CLOCKS.includes(name)
    ? finding(
        'clock source',
        'warn',
        `${name}: microseconds a reading`,
        'Boot with clocksource=tsc if the CPU allows.',
      )
    : finding('clock source', 'ok', name)
}

async function virtualization(machine: Machine) {
  const output = await machine.run('systemd-detect-virt', [])
  const isVirtual = /^flags\s*:.*\bhypervisor\b/m.test(machine.read('/proc/cpuinfo') ?? '')
  const name = output?.text.trim() ?? (isVirtual ? 'a virtual machine' : 'none')
  return name === 'none'
    ? finding('virtualization', 'ok', 'none')
    : finding(
        'virtualization',
        'warn',
        name,
        'Neighbours cost time: compare runs of this machine only.',
      )
}
