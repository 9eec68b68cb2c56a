/**
 * Reads the datagrams of a capture, and keeps an eye on what they say about who was watched: a tool
 * that slows a member down may have others suspect it.
 */
import { datagramDescriber } from '../../agent/index.ts'
import { formatCount, plural, type SummaryOptions, type Warning } from '../../analysis/index.ts'

/** What agents are in that nobody has named another one for: `agent`, `cluster`, and ours. */
const DEFAULT_CLUSTER = 'swimbench'

type Decode = NonNullable<SummaryOptions['decode']>

export class DatagramWatch {
  readonly #describe: ReturnType<typeof datagramDescriber>
  readonly #watched: string | undefined
  readonly #doubts = { suspect: 0, dead: 0 }
  #isSeen = false

  /** `clusters`: names that are known; `watched`: the address of the member whose calls these are. */
  constructor(clusters: readonly string[], watched: string | undefined) {
    this.#describe = datagramDescriber([DEFAULT_CLUSTER, ...clusters])
    this.#watched = watched
  }

  readonly decode: Decode = (bytes, sizeBytes) => {
    const described = this.#describe(bytes, sizeBytes)
    if (described === undefined) return undefined
    this.#isSeen = true
    for (const { member, status } of described.updates) {
      if (member !== this.#watched) continue
      if (status === 'suspect' || status === 'dead') this.#doubts[status] += 1
    }
    return described
  }

  /** What others said about the member while it was watched. */
  warnings(tool: string): Warning[] {
    const { suspect, dead } = this.#doubts
    if (!this.#isSeen || suspect + dead === 0) return []
    const what =
      dead > 0
        ? `was declared dead (${plural(dead, 'datagram')} said so${suspect > 0 ? `, ${formatCount(suspect)} that it is suspect` : ''})`
        : `was suspected (${plural(suspect, 'datagram')} said so)`
    return [
      {
        code: 'member-doubted',
        message: `${this.#watched} ${what} while it was watched`,
        advice: `${tool} may have slowed it down too much: look at it with --tool bpftrace, or for a shorter time.`,
      },
    ]
  }
}
