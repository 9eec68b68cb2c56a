/** Names of runs and captures: they sort by time and say what was done. */

const SUFFIX_CHARS = 4

/** `20261122-193301-steady-4x-ab12`, in UTC. `random` is uniform in [0, 1). */
export function newRunId(
  run: { readonly scenario: string; readonly nodes: number },
  startedAt: Date,
  random: () => number,
): string {
  return newId(`${run.scenario}-${run.nodes}x`, startedAt, random)
}

/** `20261122-193301-perf-stat-ab12` for what was done. */
export function newId(what: string, startedAt: Date, random: () => number): string {
  const [day = '', time = ''] = startedAt.toISOString().split('T')
  const stamp = `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`
  const suffix = Math.floor(random() * 36 ** SUFFIX_CHARS)
    .toString(36)
    .padStart(SUFFIX_CHARS, '0')
  return `${stamp}-${what}-${suffix}`
}
