/** The programs that captures and reports are made with. */
import { type Check, type Finding, finding, type Machine } from './finding.ts'

const FIRST_VERSION = /\d+(?:\.\d+)+/

export const TOOL_CHECKS: readonly Check[] = [
  (machine) => tool(machine, 'strace', ['strace'], ['--version'], 'strace'),
  perf,
  bpftrace,
  (machine) =>
    tool(
      machine,
      'Chromium',
      ['chromium', 'chromium-browser', 'google-chrome'],
      ['--version'],
      'chromium',
    ),
  clinic,
]

export function installCommand(machine: Pick<Machine, 'isRoot'>, debianPackage: string): string {
  return `${machine.isRoot ? '' : 'sudo '}apt-get install ${debianPackage}`
}

/** The first of `programs` that is installed answers for the tool. */
async function tool(
  machine: Machine,
  name: string,
  programs: readonly string[],
  args: readonly string[],
  debianPackage: string,
): Promise<Finding> {
  for (const program of programs) {
    const output = await machine.run(program, args)
    if (output === undefined) continue
    const version = FIRST_VERSION.exec(output.text)?.[0] ?? 'of unknown version'
    return finding(name, 'ok', version)
  }
  return finding(name, 'missing', 'not installed', installCommand(machine, debianPackage))
}

async function perf(machine: Machine): Promise<Finding> {
  const found = await tool(machine, 'perf', ['perf'], ['--version'], 'linux-perf')
  if (found.status === 'missing') return found
  const counted = await machine.run('perf', ['stat', '-e', 'cycles', '--', 'true'])
  const text = counted?.text ?? ''
  if (counted?.code === 0 && !text.includes('<not supported>')) {
    return finding('perf', 'ok', `${found.detail}, hardware counters`)
  }
  return text.includes('<not supported>')
    ? finding(
        'perf',
        'warn',
        `${found.detail}, software events only`,
        'This virtual machine shows no hardware counters; only its host can change that.',
      )
    : finding(
        'perf',
        'warn',
        `${found.detail}, may not count`,
        'sudo sysctl kernel.perf_event_paranoid=1',
      )
}

async function bpftrace(machine: Machine): Promise<Finding> {
  const found = await tool(machine, 'bpftrace', ['bpftrace'], ['--version'], 'bpftrace')
  if (found.status === 'missing' || machine.isRoot) return found
  return finding('bpftrace', 'warn', `${found.detail}, needs root`, 'Run captures with sudo.')
}

function clinic(machine: Machine): Finding {
  const version = machine.packageVersion('clinic')
  return version === undefined
    ? finding(
        'clinic',
        'missing',
        'not installed; only swimbench clinic needs it',
        'npm install --save-dev clinic@13',
      )
    : finding('clinic', 'ok', version)
}
