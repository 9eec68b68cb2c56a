/**
 * Holds the fast path to its targets: `npm run bench:rtt`. Every part prints what was reached, what
 * is wanted, and `ok` or `short`. Run the compiled file for figures: agents then run compiled, too.
 */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { UserError } from '../../harness/errors.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { compileCFloor } from './rtt/c-floor.ts'
import { fast } from './rtt/fast.ts'
import { flood } from './rtt/flood.ts'
import { idle } from './rtt/idle.ts'
import { many } from './rtt/many.ts'
import { roundTrips } from './rtt/round-trips.ts'

const HELP = `node dist/test/benchmarks/rtt.js [--part PART] [--rounds N] [--seed N] [--quick]

  --part rtt     round trips of C, our agents and node:dgram at a probe a second, 4 rounds, 11 minutes (default)
  --part flood   pings as fast as they are answered, against an echo in C; 1 minute
  --part fast    1 ms between probes, with ordinary and with real-time priority, beside C; 4 minutes
  --part idle    what agents cost that have been up for 10 minutes, beside the bare SDK; 13 minutes
  --part many    a thousand agents for a minute (--nodes N, --agents-per-process N)
  --part all     one after the other
  --quick        everything a few seconds short, to see that it works; the figures mean nothing`

const PARTS = ['rtt', 'flood', 'fast', 'idle', 'many'] as const
type Part = (typeof PARTS)[number]

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'rtt' },
    rounds: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(randomInt(2 ** 32 - 1)) },
    nodes: { type: 'string', default: '1000' },
    'agents-per-process': { type: 'string', default: '250' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [seed, nodes, agentsPerProcess] = [
  Number(values.seed),
  Number(values.nodes),
  Number(values['agents-per-process']),
]
const { quick } = values
const rounds = quick ? 2 : Number(values.rounds)
const durationMs = quick ? 5000 : 60_000

const RUN: Record<Part, (program: () => Promise<string>) => Promise<void>> = {
  rtt: async (program) => {
    const pace = quick ? { gapMs: 100, durationMs: 3000 } : { gapMs: 1000, durationMs: 25_000 }
    await roundTrips({ program: await program(), rounds, seed, ...pace })
  },
  flood: async (program) => {
    await flood({ program: await program(), rounds, durationS: quick ? 0.5 : 5, seed })
  },
  fast: async (program) => fast({ program: await program(), durationMs, seed }),
  idle: () => idle({ durationMs: 2 * durationMs, settleMs: 10 * durationMs, seed }),
  many: () => many({ nodes: quick ? 50 : nodes, agentsPerProcess, durationMs, seed }),
}

const asked = values.part === 'all' ? PARTS : PARTS.filter((part) => part === values.part)
if (values.help || asked.length === 0) {
  console.log(HELP)
  process.exitCode = values.help ? 0 : 2
} else {
  try {
    await runParts(asked)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    console.error(`${error.message}\n  ${error.suggestion ?? ''}`)
    process.exitCode = error.exitCode
  }
}

async function runParts(parts: readonly Part[]): Promise<void> {
  const form = import.meta.filename.endsWith('.js') ? 'compiled' : 'from source'
  console.log(`seed ${seed}, Node ${process.version}, ${form}${quick ? ', quick' : ''}\n`)
  await using folder = await temporaryFolder()
  let compiled: Promise<string> | undefined
  const program = () => {
    compiled ??= compileCFloor(folder.path)
    return compiled
  }
  for (const part of parts) {
    console.log(`── ${part}\n`)
    await RUN[part](program)
  }
}
