/**
 * How a process does for a moment: its CPU from /proc and, of an agent of ours, its round trips from what
 * it tells itself. One moment before a capture and the one of the capture say what the capture cost.
 */
import type { AgentEvent } from '../../agent/index.ts'
import { ProcessSampler, readTicksPerSecond } from '../recording/process-sampler.ts'
import type { OwnAgent } from './own-agent.ts'
import type { Target } from './target.ts'

export type Moment = {
  readonly durationS: number
  /** 1 is one core kept busy; undefined when the process was gone. */
  readonly cpuCores: number | undefined
  /** Undefined for processes that do not tell. */
  readonly rttS: readonly number[] | undefined
}

/** Disposed of, it looks no longer, whatever became of the capture. */
export class WatchedMoment implements Disposable {
  readonly #pid: number
  readonly #agent: OwnAgent | undefined
  readonly #sampler: ProcessSampler
  readonly #rttS: number[] = []
  readonly #startedNs = nowNs()
  readonly #forget: (() => void) | undefined

  /** `pid` is who is looked at, which may be a child of the target. */
  static async begin({ agent }: Pick<Target, 'agent'>, pid: number): Promise<WatchedMoment> {
    const ticksPerSecond = await readTicksPerSecond()
    return new WatchedMoment(agent, pid, ticksPerSecond)
  }

  private constructor(agent: OwnAgent | undefined, pid: number, ticksPerSecond: number) {
    this.#agent = agent
    this.#pid = pid
    this.#forget = agent?.listen({ event: (event) => this.#hear(event) })
    this.#sampler = new ProcessSampler(() => [pid], ticksPerSecond)
    this.#sampler.start()
  }

  /** Asks the agent for what it has not told yet. */
  async end(): Promise<Moment> {
    this.#sampler.stop()
    const usage = this.#sampler.usageOf(this.#pid)
    const durationS = (nowNs() - this.#startedNs) / 1e9
    await this.#agent?.report()
    this.#forget?.()
    const isKnown = usage !== undefined && usage.wallS > 0
    return {
      durationS,
      cpuCores: isKnown ? usage.cpuS / usage.wallS : undefined,
      rttS: this.#agent === undefined ? undefined : this.#rttS,
    }
  }

  [Symbol.dispose](): void {
    this.#sampler.stop()
    this.#forget?.()
  }

  #hear(event: AgentEvent): void {
    if (event.event !== 'probes') return
    for (const [, , , sentNs, ackNs] of event.rows) {
      if (ackNs !== null && sentNs >= this.#startedNs) this.#rttS.push((ackNs - sentNs) / 1e9)
    }
  }
}

function nowNs(): number {
  return Number(process.hrtime.bigint())
}
