/** Profiles for laws: any threads, any stacks, names that anybody may have given to functions. */
import fc from 'fast-check'
import type { Frame, Profile, ProfileKind } from '../../analysis/flamegraph/profile.ts'
import { ProfileBuilder } from '../../analysis/flamegraph/profile-builder.ts'

type PlainFrame = Pick<Frame, 'name' | 'file' | 'line'>

/** Names and files that formats have to get past. */
const TRAPS = [
  '(anonymous)',
  '(idle)',
  'operator()',
  'f (g)',
  'f (g:1)',
  'a;b',
  'a\nb',
  '%3b',
  'f_[k]',
  '*f a.js:1:2',
  'JS:~f',
  'get x',
  'std::map<int, char>::at',
  'node:fs',
  '</script>',
  '42',
  '',
]

const frame: fc.Arbitrary<PlainFrame> = fc.oneof(
  fc.record({
    name: fc.constantFrom('handle', 'wait', 'send'),
    file: fc.constantFrom('agent/protocol/swim.ts', 'agent/transport/linux/epoll.ts', 'libc.so.6'),
    line: fc.nat(9),
  }),
  fc.record({
    name: fc.oneof(fc.constantFrom(...TRAPS), fc.string({ unit: 'grapheme', maxLength: 8 })),
    file: fc.oneof(
      fc.constantFrom('', '[kernel]', 'a (b)', 'a:5', 'x;y.js'),
      fc.string({ maxLength: 6 }),
    ),
    line: fc.nat(9),
  }),
)

type Sample = {
  readonly thread: readonly [string, number?]
  readonly stack: readonly PlainFrame[]
  readonly samples: number
}

const sample: fc.Arbitrary<Sample> = fc.record({
  thread: fc.oneof(
    fc.tuple(fc.constantFrom('protocol', 'main', 'x-5', 'a;b', '')),
    fc.tuple(fc.constantFrom('protocol', 'V8 Worker', ''), fc.nat(99)),
  ),
  stack: fc.array(frame, { maxLength: 6 }),
  samples: fc.integer({ min: 1, max: 30 }),
})

export const arbitraryProfile = (kind?: ProfileKind): fc.Arbitrary<Profile> =>
  fc
    .record({
      kind: kind === undefined ? fc.constantFrom('wall', 'on-cpu', 'off-cpu') : fc.constant(kind),
      unit: fc.constantFrom('seconds', 'samples'),
      samples: fc.array(sample, { maxLength: 25 }),
    })
    .map(({ kind, unit, samples }) =>
      profileOf(samples, { kind, unit: kind === 'off-cpu' ? 'seconds' : unit }),
    )

/** Samples are a thousandth of a second each. */
export function profileOf(
  samples: readonly Sample[],
  about: {
    readonly kind?: ProfileKind
    readonly unit?: Profile['unit']
    readonly title?: string
  } = {},
): Profile {
  const { kind = 'on-cpu', unit = 'seconds', title = 'a profile' } = about
  const builder = new ProfileBuilder(kind)
  for (const {
    thread: [name, tid],
    stack,
    samples: count,
  } of samples) {
    const thread = builder.thread(name, tid)
    const node = stack.reduce((at, each) => thread.child(at, builder.frame(each)), 0)
    thread.hit(node, unit === 'seconds' ? count / 1000 : count, count)
  }
  return builder.build({ title, unit, durationS: 1 })
}

/** Stacks as `thread;name@file;name` and how often each was seen. */
export function profileFrom(
  stacks: Readonly<Record<string, number>>,
  about: Parameters<typeof profileOf>[1] = {},
): Profile {
  return profileOf(
    Object.entries(stacks).map(([text, samples]) => {
      const [thread = '', ...frames] = text.split(';')
      const stack = frames.map((each) => {
        const [name = '', file = ''] = each.split('@')
        return { name, file, line: 0 }
      })
      return { thread: [thread], stack, samples }
    }),
    about,
  )
}
