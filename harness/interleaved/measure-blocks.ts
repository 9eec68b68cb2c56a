/** Measures two commits against each other: both are built, and then run in interleaved blocks. */
import { join } from 'node:path'
import { formatDurationShort, plural } from '../../analysis/index.ts'
import { type Build, buildRevision } from '../building/build-revision.ts'
import { checkContract } from '../building/check-contract.ts'
import { repositoryAt } from '../building/git.ts'
import { describeRevision, type Revision, resolveRevision } from '../building/revision.ts'
import { UserError } from '../errors.ts'
import { BLOCKS_FILE, findMeasurement } from '../recording/recorded-folders.ts'
import { newId } from '../recording/run-id.ts'
import type { SideName } from './block-order.ts'
import { type BlockRunOptions, circumstancesOf, differencesBetween } from './block-run-options.ts'
import { BlockSession } from './block-session.ts'
import { type BlockSet, readBlockSet } from './block-set.ts'
import type { BlocksObserver, MeasuredBlocks } from './measured-blocks.ts'

export type MeasureRequest = {
  /** A git ref each; undefined is the working tree as it is now. The same twice is an A/A measurement. */
  readonly base: string | undefined
  readonly candidate: string | undefined
  /** Where the repository is; the folder of this process by default. */
  readonly repositoryFolder?: string
  readonly blocks: number
  /** Decides the order of the blocks; a measurement that is resumed keeps its own. */
  readonly seed: number
  /** `resultsDir` and `tracesDir` are where the measurement gets its folders. */
  readonly runOptions: BlockRunOptions
  /** An id, the only one that begins with it, `latest`, or a folder. */
  readonly resumeFrom?: string
  readonly signal: AbortSignal
  readonly observer: BlocksObserver
}

/** Ctrl-C keeps finished blocks: the outcome then is `interrupted`. */
export async function measureBlocks(request: MeasureRequest): Promise<MeasuredBlocks> {
  const { repositoryFolder = process.cwd(), runOptions, signal, observer } = request
  const repository = await repositoryAt(repositoryFolder)
  const base = await resolveRevision(repository, request.base)
  const candidate = await resolveRevision(repository, request.candidate)
  const { set, folder } = await planned(request, base, candidate)
  const note = (text: string) => observer.note(text)
  const building = { signal, note }
  const builds: Record<SideName, Build> = {
    base: await buildRevision(repository, base, building),
    candidate: await buildRevision(repository, candidate, building),
  }
  await checkContract(builds.base, runOptions, signal)
  if (candidate.checkout !== base.checkout)
    await checkContract(builds.candidate, runOptions, signal)
  const tracesFolder = join(runOptions.tracesDir, set.id)
  const parts = { set, folder, tracesFolder, builds, runOptions, signal, observer }
  const session = await BlockSession.open(parts)
  note(describePlan(set, runOptions, session.leftMs(set.planned)))
  const measured = await session.measureUpTo(set.planned)
  if (measured.outcome === 'interrupted') {
    note(
      `Interrupted after ${plural(measured.blocks.length, 'block')}; to go on: --resume ${set.id}`,
    )
  }
  return measured
}

type Plan = { readonly set: BlockSet; readonly folder: string }

/** The plan of a new measurement, or that of the one to go on with. */
async function planned(
  { resumeFrom, runOptions, blocks, seed }: MeasureRequest,
  base: Revision,
  candidate: Revision,
): Promise<Plan> {
  const options = circumstancesOf(runOptions)
  if (resumeFrom !== undefined) {
    const found = await storedPlan(resumeFrom, runOptions.resultsDir)
    refuseOther(found.set, { base, candidate, options, planned: blocks })
    return found
  }
  const startedAt = new Date()
  const id = newId('compare', startedAt, Math.random)
  const set: BlockSet = {
    schemaVersion: 1,
    id,
    startedAt: startedAt.toISOString(),
    seed,
    planned: blocks,
    base,
    candidate,
    options,
    blocks: [],
  }
  return { set, folder: join(runOptions.resultsDir, id) }
}

async function storedPlan(argument: string, resultsDir: string): Promise<Plan> {
  const folder = await findMeasurement(argument, resultsDir, BLOCKS_FILE)
  const set = await readBlockSet(folder)
  if (set === undefined) throw new UserError(`${join(folder, BLOCKS_FILE)} has just vanished`)
  return { set, folder }
}

/** Blocks of two different things would make a comparison of neither. */
function refuseOther(
  set: BlockSet,
  wanted: Pick<BlockSet, 'base' | 'candidate' | 'options' | 'planned'>,
): void {
  const other = (['base', 'candidate'] as const).filter(
    (side) => set[side].checkout !== wanted[side].checkout,
  )
  const differences = [
    ...other.map((side) => {
      const [then, now] = [describeRevision(set[side]), describeRevision(wanted[side])]
      return `the ${side} was ${then} and is ${now}`
    }),
    ...differencesBetween(
      { blocks: set.planned, ...set.options },
      { blocks: wanted.planned, ...wanted.options },
    ),
  ]
  if (differences.length === 0) return
  throw new UserError(`${set.id} measures something else: ${differences.join('; ')}`, {
    suggestion: 'Name the same commits and give the same flags, or begin anew without --resume.',
    exitCode: 2,
  })
}

function describePlan(set: BlockSet, { durationMs }: BlockRunOptions, leftMs: number): string {
  const { planned, blocks, seed, base, candidate, id } = set
  const names = [describeRevision(base), describeRevision(candidate)]
  const what = names[0] === names[1] ? `${names[0]} against itself` : names.join(' against ')
  const progress = blocks.length === 0 ? '' : `${blocks.length} of `
  const time = formatDurationShort(Math.round(leftMs / 1000))
  const each = formatDurationShort(durationMs / 1000)
  return `${what}: ${progress}${plural(planned, 'block')} of two runs of ${each}, about ${time}; seed ${seed}; ${id}`
}
