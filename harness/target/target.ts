/**
 * The process that a capture looks at: found by its address or pid, or, where nothing is bound, an
 * agent of ours started there. What was found is never ended, what was started always.
 */

import { commandOf } from '../cluster/port-owner.ts'
import { addressOf } from '../cluster/socket-table.ts'
import { UserError } from '../errors.ts'
import { endedMeanwhile, type FoundProcess, findByAddress, findByPid } from './find-process.ts'
import { OwnAgent, type StartAgent } from './own-agent.ts'
import { readProcess, readThreads } from './process-info.ts'
import { parseTargetAddress, type TargetAddress } from './target-address.ts'

export type TargetRequest = {
  /** `:9000`, `127.0.0.1:9000` or `[::1]:9000`. */
  readonly address?: string | undefined
  readonly pid?: number | undefined
}

/** A process to look at, found or started by us. Disposing of it ends what we started, and nothing else. */
export interface Target extends AsyncDisposable {
  readonly pid: number
  /** As in `127.0.0.1:9000`, where known. */
  readonly address: string | undefined
  /** Its command line, cut; it may hold anything and needs escaping. */
  readonly command: string
  /** We started it. */
  readonly isOurs: boolean
  /** What we started, for what it says about itself. */
  readonly agent: OwnAgent | undefined
  /** When it started, in clock ticks (/proc/<pid>/stat): tells a process from a later one of its pid. */
  readonly startTicks: number
  isAlive(): boolean
  threads(): readonly { readonly tid: number; readonly name: string }[]
}

/** Where an agent is started when only a port was named. */
const HOST = '127.0.0.1'

export async function openTarget(request: TargetRequest, start: StartAgent): Promise<Target> {
  const wanted = request.address === undefined ? undefined : parseTargetAddress(request.address)
  const found = await findRunning(request.pid, wanted)
  if (found !== undefined) {
    if (start.join.length === 0) return targetOf(found)
    throw new UserError(`--join is for an agent of ours, and process ${found.pid} runs already`, {
      suggestion: 'Leave --join out, or name a free port.',
      exitCode: 2,
    })
  }
  const address = addressOf({ host: wanted?.host ?? HOST, port: wanted?.port ?? 0 })
  const agent = await OwnAgent.start(address, start)
  const info = readProcess(agent.process.pid)
  if (info !== undefined) return targetOf({ ...info, address }, agent)
  await agent[Symbol.asyncDispose]()
  throw endedMeanwhile(agent.process.pid)
}

/** Undefined when nothing is bound at the address. */
async function findRunning(
  pid: number | undefined,
  wanted: TargetAddress | undefined,
): Promise<FoundProcess | undefined> {
  if (pid !== undefined) return findByPid(pid, wanted)
  if (wanted !== undefined) return findByAddress(wanted)
  throw new UserError('there is nothing to look at', {
    suggestion: 'Name an address such as :9000, or a process with --pid.',
    exitCode: 2,
  })
}

async function targetOf(found: FoundProcess, agent?: OwnAgent): Promise<Target> {
  const { pid, address, startTicks } = found
  const command = await commandOf(pid)
  return {
    pid,
    address,
    command,
    startTicks,
    isOurs: agent !== undefined,
    agent,
    isAlive() {
      const now = readProcess(pid)
      return now !== undefined && now.startTicks === startTicks && !now.isZombie
    },
    threads: () => readThreads(pid),
    async [Symbol.asyncDispose]() {
      await agent?.[Symbol.asyncDispose]()
    },
  }
}
