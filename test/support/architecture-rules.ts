/**
 * The invariants of ARCHITECTURE.md that a program can check. Each rule looks at a source tree and
 * names the offenders; beside it stands the smallest tree that breaks it, so that no rule can rot
 * into one that never fails.
 */
import { join, normalize } from 'node:path/posix'
import { importsOf, modulesIn, type SourceTree, withoutComments } from './source-tree.ts'

export type Rule = {
  readonly sentence: string
  readonly offenders: (tree: SourceTree) => string[]
  /** Files that break the rule, and what it then says. */
  readonly broken: Readonly<Record<string, string>>
  readonly says: readonly string[]
}

/** Which folders each folder may import from, besides itself. Anything absent is forbidden. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  agent: [],
  analysis: [],
  harness: ['agent', 'analysis'],
  test: ['agent', 'analysis', 'harness'],
}
const LAYERS = ['agent', 'analysis', 'harness'] as const
const LINES_MAX = 400
const WRITING =
  /\b(?:writeFile|appendFile|createWriteStream|copyFile|mkdtemp|mkdir|rename|rmdir|rm|unlink|symlink|truncate)(?:Sync)?\b/
/** What only Node's `process` has: a variable of that name may hold something else. */
const OF_PROCESS =
  '(?:arch|argv|chdir|cpuUsage|cwd|emit|env|exec|exit|get[ug]id|kill|memoryUsage|nextTick|off|on|platform|ppid|resourceUsage|send|std(?:in|out|err)|title|umask|uptime|version)'
const READS_PROCESS = `(?<![\\w.'"\`])process\\.${OF_PROCESS}\\w*`
/** Tests that are not about one file. */
const FREE_TESTS = /^test\/(?:architecture\.test|end-to-end\/|simulation\/|support\/|fixtures\/)/

/** `folder/a.ts imports folder/b.ts`, resolved, for every relative import. */
function relativeImports(path: string, text: string): string[] {
  return importsOf(text)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => normalize(join(path, '..', specifier)))
}

function importing(
  tree: SourceTree,
  folders: readonly string[],
  pattern: RegExp,
): [string, string][] {
  return modulesIn(tree, ...folders).flatMap(([path, text]) =>
    importsOf(text)
      .filter((specifier) => pattern.test(specifier))
      .map((specifier): [string, string] => [path, specifier]),
  )
}

/** Every file whose code, comments apart, has something that matches. */
function containing(modules: readonly (readonly [string, string])[], pattern: RegExp): string[] {
  return modules.flatMap(([path, text]) => {
    const found = pattern.exec(withoutComments(text))
    return found === null ? [] : [`${path}: ${found[0].trim()}`]
  })
}

export const RULES: readonly Rule[] = [
  {
    sentence: 'folders import only from the folders below them',
    offenders: (tree) =>
      modulesIn(tree, ...Object.keys(ALLOWED)).flatMap(([path, text]) => {
        const [owner = ''] = path.split('/', 1)
        return relativeImports(path, text)
          .map((target) => target.split('/', 1)[0] ?? '')
          .filter((target) => target !== owner && !ALLOWED[owner]?.includes(target))
          .map((target) => `${path} imports ${target}/`)
      }),
    broken: {
      'analysis/a.ts': "import { run } from '../harness/run.ts'",
      'agent/b.ts': "const x = await import('../analysis/index.ts')",
      'harness/c.ts': "import type { X } from '../agent/index.ts'",
    },
    says: ['analysis/a.ts imports harness/', 'agent/b.ts imports analysis/'],
  },
  {
    sentence: 'the harness imports other layers only through their index',
    offenders: (tree) =>
      modulesIn(tree, 'harness').flatMap(([path, text]) =>
        relativeImports(path, text)
          .filter((target) => /^(?:agent|analysis)\//.test(target) && !target.endsWith('/index.ts'))
          .map((target) => `${path} imports ${target}`),
      ),
    broken: {
      'harness/a.ts': "import { x } from '../analysis/latency/x.ts'",
      'harness/b.ts': "import { x } from '../analysis/index.ts'",
    },
    says: ['harness/a.ts imports analysis/latency/x.ts'],
  },
  {
    sentence: 'the protocol imports nothing but itself',
    offenders: (tree) => [
      ...importing(tree, ['agent/protocol'], /^[^.]/).map(
        ([path, name]) => `${path} imports ${name}`,
      ),
      ...modulesIn(tree, 'agent/protocol').flatMap(([path, text]) =>
        relativeImports(path, text)
          .filter((target) => !target.startsWith('agent/protocol/'))
          .map((target) => `${path} imports ${target}`),
      ),
    ],
    broken: {
      'agent/protocol/a.ts': "import { randomInt } from 'node:crypto'\nimport { y } from './y.ts'",
      'agent/protocol/b.ts': "import { encode } from '../wire/codec.ts'",
    },
    says: [
      'agent/protocol/a.ts imports node:crypto',
      'agent/protocol/b.ts imports agent/wire/codec.ts',
    ],
  },
  {
    sentence: 'the protocol has no clock, chance, timers or console of its own',
    offenders: (tree) =>
      containing(
        modulesIn(tree, 'agent/protocol'),
        /\b(?:Date|Math\.random|set(?:Timeout|Interval|Immediate)|performance|console|process|crypto)\b(?=[.(])|\bMath\.random\b/,
      ),
    broken: {
      'agent/protocol/a.ts': 'const jitter = Math.random()',
      'agent/protocol/b.ts': 'const now = Date.now()',
      'agent/protocol/c.ts': '// Date.now() only in a comment',
      'agent/protocol/d.ts': 'setTimeout(() => {}, 1)',
    },
    says: [
      'agent/protocol/a.ts: Math.random',
      'agent/protocol/b.ts: Date',
      'agent/protocol/d.ts: setTimeout',
    ],
  },
  {
    sentence: 'nothing in the protocol is asynchronous',
    offenders: (tree) =>
      containing(modulesIn(tree, 'agent/protocol'), /\basync\b|\bawait\b|\bPromise\b/),
    broken: { 'agent/protocol/a.ts': 'export async function handle() {}' },
    says: ['agent/protocol/a.ts: async'],
  },
  {
    sentence: 'analysis imports nothing of Node',
    offenders: (tree) =>
      importing(tree, ['analysis'], /^node:/).map(([path, name]) => `${path} imports ${name}`),
    broken: { 'analysis/a.ts': "import { readFileSync } from 'node:fs'" },
    says: ['analysis/a.ts imports node:fs'],
  },
  {
    sentence: 'analysis has no clock, no chance and no process',
    offenders: (tree) =>
      containing(
        modulesIn(tree, 'analysis'),
        new RegExp(
          `\\bDate\\.now\\b|\\bnew Date\\(\\)|\\bperformance\\.now\\b|\\bMath\\.random\\b|${READS_PROCESS}`,
        ),
      ),
    broken: {
      'analysis/a.ts': 'const today = new Date()',
      'analysis/b.ts': "const wide = process.stdout.columns; const name = 'process.pid'",
      'analysis/c.ts': 'const then = new Date(record.startedAt)',
    },
    says: ['analysis/a.ts: new Date()', 'analysis/b.ts: process.stdout'],
  },
  {
    sentence: 'only harness/tools/command.ts spawns processes',
    offenders: (tree) =>
      importing(tree, LAYERS, /^(?:node:)?child_process$/)
        .map(([path]) => path)
        .filter((path) => path !== 'harness/tools/command.ts'),
    broken: {
      'harness/tools/command.ts': "import { spawn } from 'node:child_process'",
      'harness/doctor/a.ts': "import { execSync } from 'node:child_process'",
    },
    says: ['harness/doctor/a.ts'],
  },
  {
    // A capture is a file that the store opened and that grows during the run.
    sentence: 'only harness/recording/store.ts and its captures write files',
    offenders: (tree) => [
      ...modulesIn(tree, ...LAYERS)
        .filter(([path]) => !/^harness\/recording\/(?:store|capture)\.ts$/.test(path))
        .filter(([, text]) => importsOf(text).some((name) => /^node:fs(?:\/promises)?$/.test(name)))
        .filter(([, text]) => WRITING.test(withoutComments(text)))
        .map(([path]) => path),
      ...containing(
        modulesIn(tree, 'harness').filter(([path]) => path !== 'harness/recording/store.ts'),
        /\bnew Capture\(/,
      ),
    ],
    broken: {
      'harness/run.ts': "import { writeFileSync } from 'node:fs'\nwriteFileSync('results/x', '')",
      'harness/recording/store.ts': "import { mkdir } from 'node:fs/promises'\nnew Capture(path)",
      'harness/scenarios/a.ts': 'const capture = new Capture(path)',
    },
    says: ['harness/run.ts', 'harness/scenarios/a.ts: new Capture('],
  },
  {
    // hrtime is the clock and pid a name: neither says how the process was started.
    sentence: 'in the agent only main.ts reads the process',
    offenders: (tree) =>
      containing(
        modulesIn(tree, 'agent').filter(([path]) => path !== 'agent/main.ts'),
        new RegExp(
          `${READS_PROCESS}|\\{(?! *(?:hrtime|pid)(?:, pid)? *\\})[^}]*\\} from 'node:process'`,
        ),
      ),
    broken: {
      'agent/main.ts': 'process.stdin.resume()',
      'agent/runtime/a.ts': 'const level = process.env.LEVEL',
      'agent/runtime/clock.ts': 'const now = process.hrtime.bigint()',
      'agent/runtime/b.ts': "import { env } from 'node:process'",
    },
    says: ['agent/runtime/a.ts: process.env', "agent/runtime/b.ts: { env } from 'node:process'"],
  },
  {
    sentence: 'only agent/telemetry imports OpenTelemetry',
    offenders: (tree) =>
      importing(tree, LAYERS, /^@opentelemetry\//)
        .filter(([path]) => !path.startsWith('agent/telemetry/'))
        .map(([path, name]) => `${path} imports ${name}`),
    broken: {
      'agent/telemetry/sdk.ts': "import { NodeSDK } from '@opentelemetry/sdk-node'",
      'agent/runtime/a.ts': "import { trace } from '@opentelemetry/api'",
    },
    says: ['agent/runtime/a.ts imports @opentelemetry/api'],
  },
  {
    sentence: `no source file is longer than ${LINES_MAX} lines`,
    offenders: (tree) =>
      modulesIn(tree, ...Object.keys(ALLOWED))
        .map(([path, text]) => ({ path, lines: text.trimEnd().split('\n').length }))
        .filter(({ lines }) => lines > LINES_MAX)
        .map(({ path, lines }) => `${path}: ${lines}`),
    broken: { 'agent/a.ts': 'x\n'.repeat(401), 'agent/b.ts': 'x\n'.repeat(400) },
    says: ['agent/a.ts: 401'],
  },
  {
    sentence: 'every source file opens with a comment that says what it is for',
    offenders: (tree) =>
      modulesIn(tree, ...LAYERS)
        .filter(([, text]) => !/^(?:#!.*\n)?\/(?:\*\*|\/)/.test(text))
        .map(([path]) => path),
    broken: {
      'agent/a.ts': "import { b } from './b.ts'",
      'agent/b.ts': '/** What members say to each other. */',
      'harness/cli.ts': '#!/usr/bin/env node\n/**\n * The executable.\n */',
    },
    says: ['agent/a.ts'],
  },
  {
    sentence: 'every test of a layer mirrors a file of that layer',
    offenders: (tree) =>
      [...tree.keys()]
        .filter((path) => path.endsWith('.test.ts') && !FREE_TESTS.test(path))
        .filter((path) => !tree.has(testedBy(path))),
    broken: {
      'test/agent/wire/codec.test.ts': '',
      'agent/wire/codec.ts': '',
      'test/analysis/report/html.browser.test.ts': '',
      'analysis/report/html.ts': '',
      'test/agent/gone.test.ts': '',
      'test/simulation/cluster.test.ts': '',
    },
    says: ['test/agent/gone.test.ts'],
  },
  {
    sentence: 'no folder is a drawer for anything',
    offenders: (tree) => [
      ...new Set(
        [...tree.keys()].flatMap((path) => {
          const drawer = /^(?:.*\/)?(?:utils?|common|helpers?|types|shared|misc|lib)(?=\/)/.exec(
            path,
          )
          return drawer === null ? [] : [drawer[0]]
        }),
      ),
    ],
    broken: {
      'agent/utils/a.ts': '',
      'agent/utils/b.ts': '',
      'harness/types/c.ts': '',
      'agent/d.ts': '',
    },
    says: ['agent/utils', 'harness/types'],
  },
  {
    sentence: "nothing but a layer's index re-exports",
    offenders: (tree) =>
      containing(
        modulesIn(tree, ...LAYERS).filter(([path]) => !/^\w+\/index\.ts$/.test(path)),
        /^export (?:type )?(?:\*|\{[^}]*\})[^\n;]* from /m,
      ).map((offence) => offence.split(':', 1)[0] ?? ''),
    broken: {
      'agent/index.ts': "export { a } from './a.ts'",
      'agent/wire/all.ts': "export * from './codec.ts'",
      'agent/wire/some.ts': "export {\n  a,\n  b,\n} from './codec.ts'",
    },
    says: ['agent/wire/all.ts', 'agent/wire/some.ts'],
  },
  {
    sentence: 'nothing names a place that only one machine has',
    offenders: (tree) =>
      [...tree].flatMap(([path, text]) => {
        const found = /(?<![\w.@:/-])\/(?:work|root|home|Users)\/\w+/.exec(text)
        return found === null ? [] : [`${path}: ${found[0]}`]
      }),
    // Put together here, or this file would break the rule.
    broken: {
      'README.md': `see ${['', 'home', 'somebody'].join('/')}/notes`,
      'agent/a.ts': "'./work/x'",
    },
    says: [`README.md: ${['', 'home', 'somebody'].join('/')}`],
  },
]

/** The file a test is about: `x.browser.test.ts` is one more test of `x.ts`. */
function testedBy(path: string): string {
  return path.replace(/^test\//, '').replace(/(?:\.browser)?\.test\.ts$/, '.ts')
}
