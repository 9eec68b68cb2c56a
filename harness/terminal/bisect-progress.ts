/** Shows a bisection while it goes on, on stderr: the blocks of each commit, and its verdict below them. */
import { plural, printable, printableStrings, standingOf } from '../../analysis/index.ts'
import type { BisectObserver } from '../bisect/bisect.ts'
import { stepWords } from './bisect-report.ts'
import { type BlocksDisplay, blocksProgress, silentBlocks } from './blocks-progress.ts'
import { paintFor } from './paint.ts'

type Stream = Parameters<typeof blocksProgress>[0]

export type BisectDisplay = BlocksDisplay & BisectObserver

export const silentBisect: BisectDisplay = { ...silentBlocks, step() {} }

export function bisectProgress(stream: Stream): BisectDisplay {
  const display = blocksProgress(stream)
  const paint = paintFor(stream)
  return {
    ...display,
    step(step, bisection) {
      const commit = bisection.commits.find(({ sha }) => sha === step.sha)
      const name = `${step.sha.slice(0, 8)} ${printable(commit?.subject ?? '')}`
      const isOpen = bisection.outcome === 'interrupted' && step === bisection.steps.at(-1)
      const left = isOpen ? `; ${plural(standingOf(bisection).stepsLeft, 'commit')} to go` : ''
      display.say(`${paint('bold', name)}: ${stepWords(printableStrings(step), paint)}${left}`)
    },
  }
}
