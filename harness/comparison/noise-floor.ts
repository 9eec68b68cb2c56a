/**
 * What this machine can tell at all, from a build that was measured against itself (`compare --aa`): kept
 * beside the runs, the newest for each machine and way of measuring, since both decide how much noise there is.
 * A comparison of runs of that kind which asks for less is refused.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type Comparison, noiseFloors, type Side } from '../../analysis/index.ts'
import { messageOf, systemCode, UserError } from '../errors.ts'
import { writeWhole } from '../recording/store.ts'

const NOISE_FILE = 'noise-floor.json'

const noiseFloor = z.object({
  /** The machine, and everything the runs had in common. */
  facts: z.record(z.string(), z.string()),
  measuredAt: z.iso.datetime(),
  /** What was measured against itself. */
  build: z.string(),
  blocks: z.number(),
  /** By metric id: the smallest margin at which the build would have been found equal to itself. */
  floors: z.record(z.string(), z.number()),
})

const stored = z.object({ schemaVersion: z.literal(1), noise: z.array(noiseFloor) })

type Stored = z.infer<typeof stored>
export type NoiseFloor = z.infer<typeof noiseFloor>

/** Undefined where runs like these were never measured against themselves. */
export async function readNoiseFloor(
  resultsDir: string,
  side: Side,
): Promise<NoiseFloor | undefined> {
  const facts = side.runs[0]?.facts
  if (facts === undefined) return undefined
  return (await readStored(resultsDir)).noise.find((one) => isSame(one.facts, facts))
}

/** Returns what was kept; undefined when the comparison was too short to know anything. */
export async function keepNoiseFloor(
  resultsDir: string,
  comparison: Comparison,
  side: Side,
  measuredAt: Date,
): Promise<NoiseFloor | undefined> {
  const floors = Object.fromEntries(noiseFloors(comparison))
  const facts = side.runs[0]?.facts
  if (facts === undefined || Object.keys(floors).length === 0) return undefined
  const kept: NoiseFloor = {
    facts,
    measuredAt: measuredAt.toISOString(),
    build: side.label,
    blocks: new Set(side.runs.map(({ block }) => block)).size,
    floors,
  }
  const { noise } = await readStored(resultsDir)
  const others = noise.filter((one) => !isSame(one.facts, facts))
  const all: Stored = { schemaVersion: 1, noise: [...others, kept] }
  await writeWhole(resultsDir, NOISE_FILE, `${JSON.stringify(all, null, 2)}\n`)
  return kept
}

/** The largest of those of `metrics`. */
export function noiseOf(
  noise: NoiseFloor | undefined,
  metrics: readonly string[],
): number | undefined {
  const floors = metrics.flatMap((metric) => noise?.floors[metric] ?? [])
  return floors.length === 0 ? undefined : Math.max(...floors)
}

function isSame(one: NoiseFloor['facts'], other: NoiseFloor['facts']): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => one[name] === other[name])
}

async function readStored(resultsDir: string): Promise<Stored> {
  const path = join(resultsDir, NOISE_FILE)
  try {
    return stored.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { schemaVersion: 1, noise: [] }
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new UserError(`${path} cannot be read: ${why}`, {
      suggestion: 'Remove it, and measure it again: swimbench compare HEAD --aa',
      cause: error,
    })
  }
}
