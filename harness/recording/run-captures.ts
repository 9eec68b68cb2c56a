/**
 * Everything raw that a run leaves under `traces/<id>/`: `spans.jsonl` and `metrics.jsonl` as the
 * collector's file exporter writes them, `events.jsonl` with every line that an agent wrote.
 */
import type { AgentProcess } from '../cluster/agent-process.ts'
import { Receiver } from '../receiver/receiver.ts'
import type { Capture } from './capture.ts'
import type { SlowCycles } from './slow-cycles.ts'
import { openCapture, type RunFolders } from './store.ts'

export class RunCaptures implements AsyncDisposable {
  /** Undefined when agents report elsewhere, or not at all. */
  readonly receiver: Receiver | undefined
  /** Rejects when a capture cannot be written; never resolves. */
  readonly failed: Promise<never>
  #captures: readonly [Capture, ...Capture[]]
  #stack: AsyncDisposableStack

  static async open(
    folders: RunFolders,
    options: { readonly receives: boolean; readonly slow: SlowCycles },
  ): Promise<RunCaptures> {
    await using stack = new AsyncDisposableStack()
    const events = stack.use(openCapture(folders, 'events.jsonl'))
    if (!options.receives) return new RunCaptures(stack.move(), [events], undefined)
    const spans = stack.use(openCapture(folders, 'spans.jsonl'))
    const metrics = stack.use(openCapture(folders, 'metrics.jsonl'))
    const receiver = stack.use(
      await Receiver.start({
        traces: (line) => spans.append(line),
        metrics: (line) => metrics.append(line),
        span: (span) => options.slow.take(span),
      }),
    )
    return new RunCaptures(stack.move(), [events, spans, metrics], receiver)
  }

  private constructor(
    stack: AsyncDisposableStack,
    captures: readonly [Capture, ...Capture[]],
    receiver: Receiver | undefined,
  ) {
    this.#stack = stack
    this.#captures = captures
    this.receiver = receiver
    this.failed = Promise.race(captures.map((capture) => capture.failed))
    this.failed.catch(() => {})
  }

  get spansPath(): string | undefined {
    return this.#captures[1]?.path
  }

  /**
   * A line of an agent's stdout as it came: an event stays JSON, anything else becomes a string.
   * That it cannot be written is for `failed` to tell; the agent is read to its end all the same.
   */
  async event(process: AgentProcess, line: string, isEvent: boolean): Promise<void> {
    const value = isEvent ? line : JSON.stringify(line)
    const tagged = `{"process":${process.number},"pid":${process.pid},"line":${value}}`
    await this.#captures[0].append(tagged).catch(() => {})
  }

  /** Asked after disposal, it tells whether all captures are on disk. */
  throwIfFailed(): void {
    for (const capture of this.#captures) capture.throwIfFailed()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }
}
