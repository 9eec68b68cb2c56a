/** Runs that can stand in one history, found among all runs. */
import type { Circumstances } from './circumstances.ts'

export type Difference = {
  readonly name: string
  /** Null where one of them does not say. */
  readonly here: string | null
  readonly there: string | null
}

/**
 * Groups of runs under the same circumstances, each in the order of `runs`. A run that does not say
 * something, as older ones do not of settings that came later, belongs to the only group that it does
 * not contradict, and to one of its own kind where there are several.
 */
export function groupComparable<R extends { readonly circumstances: Circumstances }>(
  runs: readonly R[],
): R[][] {
  const groups: { key: string; known: Circumstances; runs: R[] }[] = []
  const fullestFirst = [...runs].sort((a, b) => b.circumstances.size - a.circumstances.size)
  for (const run of fullestFirst) {
    const known = run.circumstances
    const key = JSON.stringify([...known].sort())
    const agreeing = groups.filter((group) => agree(group.known, known))
    const group = groups.find((one) => one.key === key) ?? agreeing[0]
    if (group === undefined || (group.key !== key && agreeing.length > 1)) {
      groups.push({ key, known, runs: [run] })
    } else {
      group.runs.push(run)
      group.known = new Map([...group.known, ...known])
    }
  }
  const place = new Map(runs.map((run, index) => [run, index]))
  const placeOf = (run: R) => place.get(run) ?? 0
  return groups.map((group) => group.runs.sort((a, b) => placeOf(a) - placeOf(b)))
}

/** What is different over there. */
export function differences(here: Circumstances, there: Circumstances): Difference[] {
  return [...new Set([...here.keys(), ...there.keys()])]
    .map((name) => ({ name, here: here.get(name) ?? null, there: there.get(name) ?? null }))
    .filter((difference) => difference.here !== difference.there)
}

function agree(one: Circumstances, other: Circumstances): boolean {
  return differences(one, other).every(({ here, there }) => here === null || there === null)
}
