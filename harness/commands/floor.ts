/** `swimbench floor`: what a round trip costs on this machine before any protocol. */
import type { Distribution } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { listenForInterruption } from '../command-line/interruption.ts'
import { writeDuration } from '../flags/duration.ts'
import { floorFlags, floorPlanFrom } from '../flags/floor-flags.ts'

type FloorResult = {
  readonly gapS: number
  readonly rtt: Distribution
  /** Round trips that were not answered within a second. */
  readonly lost: number
}

export default class FloorCommand extends BaseCommand {
  static override summary = 'Measure the round trip of this machine without any protocol.'
  static override description =
    "Two processes on loopback, nine bytes each way, with the system calls of the fast transport (epoll_pwait2, timerfd_settime, recvmmsg, sendto) and nothing else. An agent does all of this and more, so it tells what of a run's RTT is the machine's and what the protocol's; a floor that moves tells that the machine did. The longer both ends sleep in between, the colder everything is: compare with a run at the same probe interval. run measures it for 1.5 s right before and after, at a gap of 50 ms."
  static override usage = 'floor [FLAGS]'
  static override examples = [
    '<%= config.bin %> floor',
    {
      description: 'As cold as agents that probe once a second',
      command: '<%= config.bin %> floor --gap 1s --duration 1m',
    },
    {
      description: 'Enough round trips for a p99, for a script',
      command: '<%= config.bin %> floor --duration 40s --json | jq .rtt.p99',
    },
  ]
  static override enableJsonFlag = true
  static override flags = floorFlags

  override async run(): Promise<FloorResult> {
    const { flags } = await this.parse(FloorCommand)
    const plan = floorPlanFrom(flags)
    using interruption = listenForInterruption(() => {})
    const { summarizeLatency } = await import('../../analysis/index.ts')
    const { measureFloor } = await import('../floor/measure-floor.ts')
    const { floorReport } = await import('../terminal/floor-report.ts')
    const { columnsOf, paintFor } = await import('../terminal/paint.ts')
    this.logToStderr(`Measuring for ${writeDuration(flags.duration)}. Ctrl-C ends it.`)
    const { rttS, lost } = await measureFloor({ ...plan, signal: interruption.signal })
    const result = { gapS: plan.gapMs / 1000, rtt: summarizeLatency([rttS]), lost }
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(floorReport(result, layout))
    return result
  }
}
