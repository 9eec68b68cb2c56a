/** A profile in the format of Google's pprof, not yet compressed; Grafana, Parca and speedscope read it. */
import { Function as PprofFunction, Profile as PprofProfile, StringTable } from 'pprof-format'
import type { Profile } from './profile.ts'

/** Bytes of the protocol buffer; files are expected to be gzipped. */
export function encodePprof(profile: Profile): Uint8Array {
  const strings = new StringTable()
  const text = (value: string) => strings.dedup(value)
  const isTimed = profile.unit === 'seconds'
  const sampleType = [{ type: text('samples'), unit: text('count') }]
  const timeType = profile.kind === 'off-cpu' ? 'off_cpu' : profile.kind === 'wall' ? 'wall' : 'cpu'
  if (isTimed) sampleType.push({ type: text(timeType), unit: text('nanoseconds') })
  const sample = profile.threads.flatMap(({ name, tid, tree }) => {
    const label = [{ key: text('thread'), str: text(name) }]
    const ids = tid === undefined ? label : [...label, { key: text('tid'), num: tid }]
    return tree.samples.flatMap((count, node) => {
      if (count === 0) return []
      const nanoseconds = Math.round((tree.self[node] ?? 0) * 1e9)
      return {
        locationId: locationsOf(node, tree.parents, tree.frames),
        value: isTimed ? [count, nanoseconds] : [count],
        label: ids,
      }
    })
  })
  return new PprofProfile({
    sampleType,
    sample,
    location: profile.frames.map(({ line }, id) => ({
      id: id + 1,
      line: [{ functionId: id + 1, line }],
    })),
    function: profile.frames.map(
      ({ name, file, line }, id) =>
        new PprofFunction({
          id: id + 1,
          name: text(name),
          systemName: text(name),
          filename: text(file),
          startLine: line,
        }),
    ),
    stringTable: strings,
    durationNanos: Math.round((profile.durationS ?? 0) * 1e9),
    comment: [text(profile.title)],
  }).encode()
}

/** Innermost first, as pprof wants them. */
function locationsOf(
  node: number,
  parents: readonly number[],
  frames: readonly number[],
): number[] {
  const locations: number[] = []
  for (let at = node; at > 0; at = parents[at] ?? 0) locations.push((frames[at] ?? 0) + 1)
  return locations
}
