/** Profiles as the JSON of speedscope (speedscope.app): one of its profiles for each thread. */
import type { Profile, StackTree } from './profile.ts'

const SCHEMA = 'https://www.speedscope.app/file-format-schema.json'

export function speedscopeJson(title: string, profiles: readonly Profile[]): string {
  const frames: { name: string; file?: string; line?: number }[] = []
  const threads = profiles.flatMap((profile) => {
    const offset = frames.length
    for (const { name, file, line } of profile.frames) {
      frames.push({ name, ...(file === '' ? {} : { file }), ...(line === 0 ? {} : { line }) })
    }
    return profile.threads.map(({ name, tid, tree }) => {
      const nodes = tree.self.flatMap((weight, node) => (weight > 0 ? [node] : []))
      const weights = nodes.map((node) => tree.self[node] ?? 0)
      return {
        type: 'sampled',
        name: [name, tid === undefined ? '' : `(${tid})`, profile.kind].filter(Boolean).join(' '),
        unit: profile.unit === 'seconds' ? 'seconds' : 'none',
        startValue: 0,
        endValue: weights.reduce((all, weight) => all + weight, 0),
        samples: nodes.map((node) => framesOf(tree, node).map((frame) => frame + offset)),
        weights,
      }
    })
  })
  return JSON.stringify({
    $schema: SCHEMA,
    name: title,
    exporter: 'swimbench',
    activeProfileIndex: 0,
    shared: { frames },
    profiles: threads,
  })
}

/** Outermost first. */
function framesOf({ frames, parents }: StackTree, node: number): number[] {
  const stack: number[] = []
  for (let at = node; at > 0; at = parents[at] ?? 0) stack.push(frames[at] ?? 0)
  return stack.reverse()
}
