/**
 * Whether a build's agent can be measured by this harness: it is started alone, with the protocol that it
 * will run, and has to say `ready` in the version of the contract that we speak.
 */
import { CONTRACT_VERSION } from '../../agent/index.ts'
import { AgentProcess } from '../cluster/agent-process.ts'
import { takePorts } from '../cluster/ports.ts'
import { interrupted, messageOf, type UserError } from '../errors.ts'
import type { RunOptions } from '../run-options.ts'
import type { Build } from './build-revision.ts'
import { describeRevision } from './revision.ts'
import { UnmeasurableError } from './unmeasurable-error.ts'

const HOST = '127.0.0.1'
const READY_DEADLINE_MS = 30_000
const FLUSH_MS = 1000

export async function checkContract(
  { revision, program }: Build,
  { protocol, transport }: Pick<RunOptions, 'protocol' | 'transport'>,
  signal: AbortSignal,
): Promise<void> {
  const name = describeRevision(revision)
  const [port] = await takePorts(HOST, 0, 1)
  const spoken = Promise.withResolvers<number>()
  const alone = {
    number: 0,
    addresses: [`${HOST}:${port}`],
    join: [],
    clusterName: 'swimbench',
    seed: 0,
    protocol,
    spans: false,
    transport,
    environment: {},
    program,
  }
  const agent = await AgentProcess.start(alone, {
    line(_, text) {
      const version = versionIn(text)
      if (version !== undefined) spoken.resolve(version)
    },
    event() {},
    ended() {},
  })
  const stop = () => void agent.stop(0)
  signal.addEventListener('abort', stop)
  try {
    // A line of another version may be no event of ours.
    const version = await Promise.race([
      spoken.promise,
      agent.ready(READY_DEADLINE_MS).then(() => spoken.promise),
    ])
    if (version !== CONTRACT_VERSION) throw otherVersion(name, version)
    await agent.ready(READY_DEADLINE_MS)
  } catch (error) {
    if (signal.aborted) throw interrupted('interrupted while building', error)
    if (error instanceof UnmeasurableError) throw error
    throw new UnmeasurableError(`the agent of ${name} cannot be measured: ${messageOf(error)}`, {
      suggestion: 'It may not know every knob: measure with the flags that both commits know.',
      cause: error,
    })
  } finally {
    signal.removeEventListener('abort', stop)
    await agent.stop(FLUSH_MS)
  }
}

function otherVersion(name: string, version: number): UserError {
  const which = version < CONTRACT_VERSION ? 'an older' : 'a newer'
  return new UnmeasurableError(
    `${name} speaks version ${version} of the agent contract; this swimbench speaks version ${CONTRACT_VERSION}`,
    { suggestion: `Measure it with ${which} swimbench, one that speaks version ${version}.` },
  )
}

/** The version that a `ready` line names, whatever else is in it. */
function versionIn(line: string): number | undefined {
  try {
    const { event, contract } = Object(JSON.parse(line)) as Record<string, unknown>
    return event === 'ready' && typeof contract === 'number' ? contract : undefined
  } catch {
    return undefined
  }
}
