/** The whole of `compare`: from a question to a verdict that is on disk. */
import type { ComparisonView } from '../../analysis/index.ts'
import { compareMatter, type JudgeRequest } from './compare.ts'
import { type FindRequest, findMatter } from './find-matter.ts'
import { keepNoiseFloor, type NoiseFloor } from './noise-floor.ts'
import { type Destinations, type WrittenComparison, writeComparison } from './write-comparison.ts'

export type Answer = WrittenComparison & {
  readonly view: ComparisonView
  readonly isInterrupted: boolean
  /** Of a build against itself: what this machine can tell at all. */
  readonly noise: NoiseFloor | undefined
}

export async function answer(
  question: FindRequest,
  judging: JudgeRequest,
  destinations: Destinations,
): Promise<Answer> {
  const { matter, isInterrupted } = await findMatter(question)
  const view = await compareMatter(matter, judging)
  const written = await writeComparison(view, matter.folder, destinations)
  const isKept = matter.isSelf === true && !isInterrupted
  const noise = isKept
    ? await keepNoiseFloor(judging.resultsDir, view.comparison, matter.base, new Date())
    : undefined
  return { ...written, view, isInterrupted, noise }
}
