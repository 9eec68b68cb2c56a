/** The project's own text files in memory, for tests that look at the source. */
import { glob, readFile } from 'node:fs/promises'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Text by path from the project's root, with forward slashes. */
export type SourceTree = ReadonlyMap<string, string>

const PATTERNS = [
  '*.{md,json,ts}',
  'setup.sh',
  '.ci/*',
  '{agent,analysis,harness,test}/**/*.{ts,md}',
  '{results,traces}/*.md',
]
/** Made by others: tools' output in fixtures, and what npm writes. */
const NOT_OURS = /^test\/fixtures\/|^package-lock\.json$/

export async function readSourceTree(root: URL): Promise<SourceTree> {
  const folder = fileURLToPath(root)
  const tree = new Map<string, string>()
  for await (const found of glob(PATTERNS, { cwd: folder })) {
    const path = found.split(sep).join('/')
    if (!NOT_OURS.test(path)) tree.set(path, await readFile(new URL(path, root), 'utf8'))
  }
  return tree
}

/** TypeScript files under a folder. */
export function modulesIn(tree: SourceTree, ...folders: readonly string[]): [string, string][] {
  return [...tree].filter(
    ([path]) => path.endsWith('.ts') && folders.some((folder) => path.startsWith(`${folder}/`)),
  )
}

/** What a module imports or re-exports, statically or not, as written. */
export function importsOf(text: string): string[] {
  const found = withoutComments(text).matchAll(/\b(?:from|import)\s*\(?\s*'([^'\n]+)'/g)
  return [...found].map(([, specifier = '']) => specifier)
}

/** Good enough to search for words: `//` inside a string, as in a URL, ends that line too. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '')
}
