/**
 * What a profile leaves: a page and a list for people in `results/`, and in `traces/` what the profiler
 * wrote and the same in the forms that other tools read.
 */
import { readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import {
  encodePprof,
  flamegraphPage,
  foldedStacks,
  hottestMarkdown,
  speedscopeJson,
} from '../../analysis/index.ts'
import { type RunFolders, writeWhole } from '../recording/store.ts'
import type { Watched } from './backend.ts'

export const PAGE = 'flamegraph.html'
const LIST = 'flamegraph.md'
const SPEEDSCOPE = 'profile.speedscope.json'

export type ProfileText = {
  readonly title: string
  /** What it was made of and with. */
  readonly facts: readonly { readonly label: string; readonly value: string }[]
}

/** Returns the names of all files in the traces folder. */
export async function writeProfile(
  { results, traces }: RunFolders,
  { title, facts }: ProfileText,
  { profiles, raw, warnings }: Watched,
): Promise<string[]> {
  for (const { name, content } of raw) await writeWhole(traces, name, content)
  for (const profile of profiles) {
    await writeWhole(traces, foldedName(profile.kind), foldedStacks(profile))
    await writeWhole(traces, `${profile.kind}.pb.gz`, gzipSync(encodePprof(profile)))
  }
  await writeWhole(traces, SPEEDSCOPE, speedscopeJson(title, profiles))
  await writeWhole(results, LIST, hottestMarkdown(title, profiles))
  const doubts = warnings.map(({ message, advice }) => [message, advice].filter(Boolean).join('. '))
  const page = flamegraphPage({ title, facts, profiles, warnings: doubts })
  await writeWhole(results, PAGE, page)
  return readdirSync(traces, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(traces.length + 1))
    .sort()
}

/** Stacks and how often each was seen, which reads back as the profile that it was. */
export function foldedName(kind: string): string {
  return `${kind}.folded`
}
