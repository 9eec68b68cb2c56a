/**
 * Stacks that do not go down to where their thread began. perf follows frame pointers, and where code uses
 * that register for something else, callers are lost: in libc, and below calls through koffi.
 */
import type { Profile, ProfileThread, Warning } from '../../../analysis/index.ts'

const WORTH_SAYING = 0.02
const THREAD_START = /^(?:_?_?start(?:_thread)?|thread_start|_?_?clone3?|_?_?libc_start\w*)$/

/** Undefined when it is not worth saying. */
export function cutStacksWarning(profiles: readonly Profile[]): Warning | undefined {
  let [cut, all] = [0, 0]
  for (const { frames, threads } of profiles.filter(({ kind }) => kind === 'on-cpu')) {
    const isStart = frames.map(({ name }) => THREAD_START.test(name))
    for (const { tree } of threads) {
      const roots = rootsOf(tree)
      tree.samples.forEach((samples, node) => {
        all += samples
        if (isStart[tree.frames[roots[node] ?? 0] ?? -1] !== true) cut += samples
      })
    }
  }
  if (all === 0 || cut / all < WORTH_SAYING) return undefined
  const percent = Math.round((100 * cut) / all)
  return {
    code: 'stacks-cut',
    message: `${percent} % of the stacks are cut: who called is lost where code keeps no frame pointers, as in libc and in calls through FFI`,
    advice: '--backend inspector tells which JavaScript makes those calls.',
  }
}

/** The outermost call above each node. */
function rootsOf({ parents }: ProfileThread['tree']): number[] {
  const roots: number[] = []
  parents.forEach((parent, node) => {
    roots.push(parent <= 0 ? node : (roots[parent] ?? node))
  })
  return roots
}
