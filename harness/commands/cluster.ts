/** `swimbench cluster`: a cluster to play with. */
import { BaseCommand } from '../command-line/base-command.ts'
import { listenForInterruption } from '../command-line/interruption.ts'
import { INTERRUPTED_EXIT_CODE } from '../errors.ts'
import { checkedProtocol, clusterFlags, seedFlag, transportFlag } from '../flags/cluster-flags.ts'
import { protocolFlags } from '../flags/knobs.ts'

export default class ClusterCommand extends BaseCommand {
  static override summary = 'Start a cluster and a prompt to kill, pause and add members.'
  static override description =
    'State changes appear as the agents report them. The prompt completes with the tab key and knows help. Commands can also come from a pipe, one a line; wait 2s lets time pass.'
  static override usage = 'cluster [FLAGS]'
  static override examples = [
    '<%= config.bin %> cluster',
    {
      description: 'A script: crash a member and see who noticed',
      command: "printf 'kill 1\\nwait 5s\\nstatus\\n' | <%= config.bin %> cluster --base-port 0",
    },
  ]
  static override flags = {
    ...clusterFlags,
    transport: transportFlag,
    seed: seedFlag,
    ...protocolFlags,
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(ClusterCommand)
    const { protocol } = checkedProtocol(flags)
    using interruption = listenForInterruption(() => this.log('\nEnding all agents.'))
    const { signal } = interruption
    const { runClusterPrompt } = await import('../interactive/run-cluster-prompt.ts')
    try {
      const failures = await runClusterPrompt({
        nodes: flags.nodes,
        basePort: flags['base-port'],
        seed: flags.seed,
        transport: flags.transport,
        protocol,
        signal,
      })
      if (failures > 0 && process.stdin.isTTY !== true) process.exitCode = 1
    } catch (error) {
      if (!signal.aborted) throw error
    }
    if (signal.aborted) process.exitCode = INTERRUPTED_EXIT_CODE
  }
}
