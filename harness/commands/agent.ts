/** `swimbench agent`: one member in a terminal. */
import { Flags } from '@oclif/core'
import { BaseCommand } from '../command-line/base-command.ts'
import { listenForInterruption } from '../command-line/interruption.ts'
import { checkedProtocol, seedFlag, transportFlag } from '../flags/cluster-flags.ts'
import { protocolFlags } from '../flags/knobs.ts'

export default class Agent extends BaseCommand {
  static override summary = 'Run one agent and show what it sees.'
  static override description =
    'Tells of every change in its member list, and once a second of its members and the RTTs of that second. Ctrl-C says goodbye to the others and ends. Spans go where the OTEL_* variables point, if they do.'
  static override usage = 'agent [FLAGS]'
  static override examples = [
    {
      description: 'Found a cluster',
      command: '<%= config.bin %> agent --bind 127.0.0.1:9000',
    },
    {
      description: 'Join it from another terminal',
      command: '<%= config.bin %> agent --bind 127.0.0.1:9001 --join 127.0.0.1:9000',
    },
    {
      description: 'Events for a program, one JSON object a line',
      command: '<%= config.bin %> agent --json | jq .event',
    },
  ]
  static override flags = {
    bind: Flags.string({
      summary: 'Where it listens, which is also its identity. Port 0 takes a free one.',
      default: '127.0.0.1:9000',
      helpValue: '<address>',
    }),
    join: Flags.string({
      summary: 'A member to join through; may be given more than once.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: '<address>',
    }),
    cluster: Flags.string({
      summary: 'Name of the cluster; agents of another name are not listened to.',
      default: 'swimbench',
      helpValue: '<name>',
    }),
    metadata: Flags.string({
      summary: 'What the agent tells others about itself, at most 512 bytes.',
      helpValue: '<text>',
    }),
    json: Flags.boolean({ summary: 'Print the events of the agent contract instead.' }),
    transport: transportFlag,
    seed: seedFlag,
    ...protocolFlags,
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(Agent)
    const { protocol } = checkedProtocol(flags)
    using interruption = listenForInterruption(() => {
      if (!flags.json) this.log('Leaving.')
    })
    const { showAgent } = await import('../interactive/show-agent.ts')
    await showAgent({ ...flags, join: flags.join ?? [], protocol, signal: interruption.signal })
  }
}
