/**
 * Kills one member after the other with SIGKILL, each at a uniformly random phase of the protocol
 * period, and restarts it on its address when all survivors have declared it dead. One at a time, so
 * that every detection is measured on a whole cluster.
 */
import type { ProtocolConfig } from '../../agent/index.ts'
import { UserError } from '../errors.ts'
import { pauseFor } from './pause.ts'
import type { Scenario, ScenarioContext } from './scenario.ts'

/** What a crowded machine may add to any deadline. */
const SLACK_MS = 10_000
const FLUSH_MS = 500

export const crash: Scenario = {
  name: 'crash',
  summary: 'Kills members one after the other; measures how the survivors learn of it.',
  check({ agentsPerProcess, nodes }) {
    if (agentsPerProcess > 1) {
      throw new UserError(
        `the crash scenario needs a process per agent: SIGKILL takes the whole process, ${agentsPerProcess} agents at a time`,
        { suggestion: 'Leave out --agents-per-process, or set it to 1.', exitCode: 2 },
      )
    }
    if (nodes < 3) {
      throw new UserError(`the crash scenario needs 3 agents, not ${nodes}`, {
        suggestion: 'With two there is one survivor, and nobody for it to agree with: --nodes 3.',
        exitCode: 2,
      })
    }
  },
  async run(context) {
    const { options, signal, endsAtNs } = context
    const isOver = (crashes: number) =>
      options.crashes === undefined
        ? Number(process.hrtime.bigint()) >= endsAtNs
        : crashes >= options.crashes
    for (let crashes = 0; !signal.aborted && !isOver(crashes); crashes++) {
      await crashOne(context)
    }
  },
}

async function crashOne(context: ScenarioContext): Promise<void> {
  const { cluster, options, random, signal, fault, note } = context
  const { protocol } = options
  await pauseFor(random() * protocol.probeIntervalMs, signal)
  if (signal.aborted) return
  const up = cluster.running
  const member = up[Math.floor(random() * up.length)]
  if (member === undefined) return
  const index = cluster.addresses.indexOf(member)

  // What the victim has measured so far would otherwise die with it.
  await cluster.report(FLUSH_MS, signal)
  // It may have died by itself meanwhile, which is no crash of ours.
  if (!cluster.running.includes(member)) return
  const killedAtNs = await cluster.kill(index)
  fault('crash', member, killedAtNs)
  note(`killed ${member}`)
  const deadlineMs = detectionDeadlineMs(protocol, options.nodes)
  // A survivor that dies meanwhile owes no verdict any more.
  const undecided = () =>
    cluster.running.filter((agent) => {
      const state = cluster.views.of(agent, member)?.state
      return state !== 'dead' && state !== 'reaped'
    })
  if (await cluster.until(() => undecided().length === 0, deadlineMs, signal)) {
    note(`all ${cluster.running.length} survivors say ${member} is dead`)
  } else if (!signal.aborted) {
    context.warn({
      code: 'crash-not-detected',
      message: `${undecided().join(', ')} had not declared ${member} dead ${deadlineMs / 1000} s after it was killed`,
      advice: 'Look at the views over time in the report: who learned of it, and when.',
    })
  }
  if (signal.aborted) return
  await rejoin(context, member, index)
}

async function rejoin(context: ScenarioContext, member: string, index: number): Promise<void> {
  const { cluster, options, signal, fault, note } = context
  fault('restart', member, Number(process.hrtime.bigint()))
  await cluster.restart(index)
  const deadlineMs =
    options.protocol.joinTimeoutMs + detectionDeadlineMs(options.protocol, options.nodes)
  const isBack = () => cluster.convergedAtNs !== undefined
  if (await cluster.until(isBack, deadlineMs, signal)) {
    note(`${member} is back: everybody sees it alive`)
  } else if (!signal.aborted) {
    context.warn({
      code: 'crash-not-rejoined',
      message: `not everybody saw ${member} alive ${deadlineMs / 1000} s after it was restarted`,
      advice: 'Later detections of this run were measured on a cluster that was not whole.',
    })
  }
}

/**
 * Beyond the longest a detection should take: the last round of everybody's probe order, a suspicion
 * that nobody confirms, at the worst local health, and time for the news to go round.
 */
function detectionDeadlineMs(protocol: ProtocolConfig, nodes: number): number {
  const growth = protocol.suspicionGrows ? Math.max(1, Math.log10(nodes)) : 1
  const suspicionMs = protocol.suspicionMs * growth * protocol.suspicionStretch
  const probingMs = protocol.probeIntervalMs * (2 * nodes + protocol.localHealthMax + 10)
  return Math.round(probingMs + suspicionMs + SLACK_MS)
}
