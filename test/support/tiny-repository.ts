/** A git repository of a tiny project, whose agent is quick to build and as slow as each commit says. */
import { execFileSync } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configFrom } from '../../agent/index.ts'
import type { BlockRunOptions } from '../../harness/interleaved/block-run-options.ts'

const PROJECT = fileURLToPath(new URL('../fixtures/tiny-project', import.meta.url))

export type TinySettings = {
  /** How long its agent is busy before it answers a ping. */
  readonly delayUs?: number
  readonly contract?: number
  readonly failsToStart?: boolean
  readonly failsToBuild?: boolean
  /** Fails to start when it was started so many times before, or that often and more. */
  readonly failsAt?: number
  readonly failsFrom?: number
}

export class TinyRepository {
  readonly path: string
  /** Commits in the order in which they were made. */
  readonly shas: string[] = []

  private constructor(path: string) {
    this.path = path
  }

  /** In a folder of its own under `base`, on branch main, without a commit. */
  static async create(base: string): Promise<TinyRepository> {
    const path = join(base, 'tiny repository')
    await mkdir(path)
    cpSync(PROJECT, path, { recursive: true })
    const repository = new TinyRepository(path)
    repository.git('init', '--quiet', '--initial-branch', 'main')
    repository.git('config', 'user.name', 'Tiny')
    repository.git('config', 'user.email', 'tiny@example.org')
    return repository
  }

  /** One commit after the other, each with an agent like that. */
  commit(...history: readonly TinySettings[]): string {
    for (const settings of history) {
      this.change(settings)
      this.git('add', '--all')
      const number = this.shas.length + 1
      this.git(
        'commit',
        '--quiet',
        '--allow-empty',
        '-m',
        `change ${number}: ${JSON.stringify(settings)}`,
      )
      this.shas.push(this.git('rev-parse', 'HEAD'))
    }
    return this.shas.at(-1) ?? ''
  }

  /** Without a commit. */
  change({ failsToBuild = false, ...settings }: TinySettings): void {
    this.write('settings.json', `${JSON.stringify(settings)}\n`)
    if (failsToBuild) this.write('broken.js', 'throw new Error("this does not build")\n')
    const manifest = {
      ...{ name: 'tiny', version: '1.0.0', type: 'module', private: true },
      scripts: { build: failsToBuild ? 'node broken.js' : 'node build.js' },
    }
    this.write('package.json', `${JSON.stringify(manifest, null, 2)}\n`)
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text)
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', ['-C', this.path, ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  }
}

/** Runs of half a second that end at once. */
export function tinyRuns(base: string, some: Partial<BlockRunOptions> = {}): BlockRunOptions {
  return {
    scenario: 'steady',
    nodes: 2,
    agentsPerProcess: 1,
    basePort: 0,
    durationMs: 300,
    warmupMs: 0,
    preset: 'default',
    protocol: configFrom('default', { probeIntervalMs: 10, probeTimeoutMs: 9, leaveMs: 0 }),
    crashes: undefined,
    spans: false,
    transport: 'auto',
    floor: false,
    resultsDir: join(base, 'results'),
    tracesDir: join(base, 'traces'),
    ...some,
  }
}

/** The same for the command line. */
export const TINY_FLAGS = [
  ...['--nodes', '2', '--duration', '300ms', '--warmup', '0', '--no-spans', '--no-floor'],
  ...['--probe-interval', '10ms', '--probe-timeout', '9ms', '--leave', '0'],
] as const
