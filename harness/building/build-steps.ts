/** The programs that make a build, one after the other; what they say is kept for the log. */
import { delimiter, dirname } from 'node:path'
import { printableLines } from '../../analysis/index.ts'
import { type RunningCommand, startCommand } from '../tools/command.ts'
import { UnmeasurableError } from './unmeasurable-error.ts'

const LAST_LINES = 12
const LOG_CHARS_MAX = 1024 * 1024
const STOP_GRACE_MS = 5000

export class BuildSteps {
  readonly #tree: string
  readonly #logPath: string
  readonly #signal: AbortSignal
  #log = ''

  constructor(tree: string, logPath: string, signal: AbortSignal) {
    this.#tree = tree
    this.#logPath = logPath
    this.#signal = signal
  }

  get log(): string {
    return this.#log
  }

  /** Runs a program in the checkout to its end; `failure` says what it means when that is not a good one. */
  async run(failure: string, file: string, args: readonly string[]): Promise<void> {
    this.#signal.throwIfAborted()
    this.#write(`$ ${file} ${args.join(' ')}\n`)
    await using step = await startCommand(file, args, {
      cwd: this.#tree,
      environment: {
        // npm runs scripts with the Node that the agents will run on.
        PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      },
      install: `${file} is needed to build commits; npm comes with Node.`,
    })
    const stop = () => void step.stop(STOP_GRACE_MS)
    this.#signal.addEventListener('abort', stop)
    try {
      const said = await this.#listen(step)
      this.#signal.throwIfAborted()
      const exit = await step.exited
      if (exit.code === 0) return
      const how = exit.signal === undefined ? `exit code ${exit.code}` : exit.signal
      const last = said.trimEnd().split('\n').slice(-LAST_LINES).join('\n')
      throw new UnmeasurableError(
        `${failure} (${file} ${args[0]}: ${how})\n${printableLines(last)}`,
        {
          suggestion: `All it said is in ${this.#logPath}`,
        },
      )
    } finally {
      this.#signal.removeEventListener('abort', stop)
    }
  }

  /** stdout as it comes, and what there is of stderr behind it. */
  async #listen(step: RunningCommand): Promise<string> {
    let said = ''
    for await (const line of step.lines()) said = `${said}${line}\n`.slice(-LOG_CHARS_MAX)
    await step.exited
    said += step.stderrTail
    this.#write(said)
    return said
  }

  #write(text: string): void {
    this.#log = (this.#log + text).slice(-LOG_CHARS_MAX)
  }
}
