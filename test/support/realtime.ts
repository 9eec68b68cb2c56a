/** Who may have real-time priority here, and how to start a program that may not. */
import { findProgram, runCommand } from '../../harness/tools/command.ts'

/** Why it cannot be had here; false when it can. */
export const REALTIME_MISSING: string | false = await missing()

/** Why nobody can be started without the privilege; false when somebody can. */
export const PRIVILEGE_STAYS: string | false =
  process.getuid?.() === 0 && findProgram('setpriv') !== undefined
    ? false
    : 'only root can give a privilege up, with setpriv (util-linux)'

/** Runs the program that follows without CAP_SYS_NICE. */
export const WITHOUT_PRIVILEGE = [
  'setpriv',
  ...['--bounding-set=-sys_nice', '--inh-caps=-sys_nice', '--'],
]

async function missing(): Promise<string | false> {
  if (findProgram('chrt') === undefined) return 'chrt is missing: apt-get install util-linux'
  const { exit } = await runCommand('chrt', ['-f', '1', 'true'])
  return exit.code === 0 ? false : 'real-time priority needs root or a limit above 0 (ulimit -r)'
}
