import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { seededRandom } from '../../../../agent/runtime/random.ts'
import { StraceParser } from '../../../../analysis/syscalls/strace/strace-parser.ts'
import type { LineCounts } from '../../../../analysis/syscalls/syscall.ts'
import { accounted, parseStrace } from '../../../support/parse-strace.ts'

/** A line, what it has to count as, and what its calls are in short. */
type Form = readonly [line: string, kind: keyof LineCounts, calls?: readonly string[]]

const FORMS: readonly Form[] = [
  ['close(3) = 0', 'calls', ['close 0']],
  ['close(3)                                = 0', 'calls', ['close 0']],
  ['brk(NULL) = 0x7f00', 'calls', ['brk 32512']],
  ['umask(0777) = 022', 'calls', ['umask 18']],
  ['socket(AF_INET, SOCK_DGRAM, 0) = 17<UDP:[88121]>', 'calls', ['socket 17']],
  ['getpid() = 4021<node>', 'calls', ['getpid 4021']],
  ['openat(AT_FDCWD, "x", O_RDONLY) = 5</tmp/x) = 7 y>(deleted)', 'calls', ['openat 5']],
  ['open("/dev/null", O_RDWR) = 3</dev/null<char 1:3>>', 'calls', ['open 3']],
  [
    'socket(AF_UNIX) = 4<UNIX-STREAM:[12->13, "/run/a > b"]> <0.000012>',
    'calls',
    ['socket 4 12000'],
  ],
  ['exit_group(0) = ?', 'calls', ['exit_group NaN']],
  ['read(3, 0x7f, 9) = ? <unavailable>', 'calls', ['read NaN']],
  ['????( <unavailable>) = ? <unavailable>', 'calls', ['???? NaN']],
  ['poll([{fd=3, events=POLLIN}], 1, 5) = 0 (Timeout)', 'calls', ['poll 0']],
  ['fcntl(1, F_GETFL) = 0x2 (flags O_RDWR)', 'calls', ['fcntl 2']],
  ['poll([{fd=3}], 1, -1) = 1 ([{fd=3</a) = 5 (b>, revents=POLLIN}])', 'calls', ['poll 1']],
  [
    'select(4, [3], [], NULL, NULL) = 1 (in [3], left {tv_sec=0, tv_usec=9})',
    'calls',
    ['select 1'],
  ],
  [
    'recvfrom(3, 0x1, 9, 0, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)',
    'calls',
    ['recvfrom -1 EAGAIN'],
  ],
  ['write(3, "", 0) = -1 EIO (Input/output error) <0.000010>', 'calls', ['write -1 EIO 10000']],
  [
    'syscall_0x3e7(0x1, 0x2) = -1 ERRNO_999 (Unknown error 999)',
    'calls',
    ['syscall_0x3e7 -1 ERRNO_999'],
  ],
  ['ioctl(3, 0x5401) = -1 (errno 999)', 'calls', ['ioctl -1 errno 999']],
  [
    'wait4(-1, 0x7f, 0, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)',
    'calls',
    ['wait4 NaN ERESTARTSYS'],
  ],
  [
    'restart_syscall(<... resuming interrupted epoll_wait ...>) = 0 <0.5>',
    'calls',
    ['restart_syscall 0 500000000'],
  ],
  [
    'restart_syscall(<... resuming interrupted system call ...>) = 1 ([{fd=3}])',
    'calls',
    ['restart_syscall 1'],
  ],
  ['close(3) = 0 <0.000093>', 'calls', ['close 0 93000']],
  ['close(3) = 0 <0.000093417>', 'calls', ['close 0 93417']],
  ['close(3) = 0 <12>', 'calls', ['close 0 12000000000']],
  ['getuid() = 7 (INJECTED) <0.000065>', 'calls', ['getuid 7 65000']],
  [
    'getppid() = -1 EIO (Input/output error) (INJECTED) (DELAYED) <0.00006>',
    'calls',
    ['getppid -1 EIO 60000'],
  ],
  ['getuid() = 0 (INJECTED: args, retval)', 'calls', ['getuid 0']],
  ['lseek(3, 0, SEEK_CUR) = -5', 'calls', ['lseek -5']],
  ['mmap(NULL, 9, PROT_READ) = 0xffffffffff600000', 'calls', ['mmap 18446744073699066000']],
  [
    'futex(0x7f, FUTEX_WAKE_OP_PRIVATE, 1, 1, 0x7e, FUTEX_OP_SET<<28|0<<12|0x1) = 1',
    'calls',
    ['futex 1'],
  ],
  [
    'capset({version=1}, {effective=1<<CAP_CHOWN|1<<CAP_KILL, permitted=0}) = 0',
    'calls',
    ['capset 0'],
  ],
  ['clone3({flags=CLONE_VM} => {parent_tid=[52]}, 88) = 52', 'calls', ['clone3 52']],
  ['close(fd=9) = 0', 'calls', ['close 0']],
  ['write(1, "a\\"b) = -1 <x> \\\\ \\1\\377"..., 99) = 99', 'calls', ['write 99']],
  ['write(1, " <unfinished ...>", 17) = 17', 'calls', ['write 17']],
  ['write(1, ") = 5 <0.1>", 11) = 11 <0.2>', 'calls', ['write 11 200000000']],
  ['write(1</a "b (c) = 3 <0.1>d>, "x", 1) = 1', 'calls', ['write 1']],
  ['read(3,  <unfinished ...>', 'continuations'],
  ['read(3,  <detached ...>', 'continuations'],
  ['execve("/bin/x", ["x"], 0x7f /* 3 vars */ <pid changed to 4021 ...>', 'continuations'],
  [
    'read(3,  <Cannot restart pid 4021 with ptrace(PTRACE_SYSCALL): No such process>',
    'continuations',
  ],
  ['<... read resumed>"x", 9) = 1 <0.4>', 'calls', ['read 1 400000000']],
  ['<... futex resumed> )      = 0', 'calls', ['futex 0']],
  ['<... futex resumed> <unfinished ...>) = ?', 'calls', ['futex NaN']],
  ['--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=9} ---', 'signals'],
  ['--- SIGRT_1 {si_signo=SIGRT_1} ---', 'signals'],
  ['--- stopped by SIGSTOP ---', 'signals'],
  ['+++ exited with 3 +++', 'exits'],
  ['+++ killed by SIGSEGV (core dumped) +++', 'exits'],
  ['+++ superseded by execve in pid 4022 +++', 'exits'],
  ['[ Process PID=4021 runs in 32 bit mode. ]', 'notices'],
]

/** Leaders, and the thread and the time that they tell. */
const LEADERS: readonly (readonly [leader: string, tid: number, startNs: number])[] = [
  ['', 0, Number.NaN],
  ['4021  ', 4021, Number.NaN],
  ['81234 ', 81234, Number.NaN],
  ['4021<node> ', 4021, Number.NaN],
  ['4021<a b(c> ', 4021, Number.NaN],
  ['[pid  4021] ', 4021, Number.NaN],
  ['[pid 81234<sh \\74x\\76>] ', 81234, Number.NaN],
  ['01:40:46 ', 0, 6046e9],
  ['01:40:46.222 ', 0, 6046.222e9],
  ['01:40:46.222025 ', 0, 6046.222025e9],
  ['01:40:46.222025417 ', 0, 6046222025417],
  ['1795398046 ', 0, 0],
  ['4021  1795398046.222025 ', 4021, 222025000],
  ['81234 1795398046.222025417 ', 81234, 222025417],
  ['[pid 81234] 1795398046.222 ', 81234, 222000000],
  ['     0.000412 ', 0, 412000],
  ['     1 ', 0, 1e9],
  ['4021       0.000412 ', 4021, 412000],
  ['01:40:46 (+     0.000412) ', 0, 6046e9],
  ['1795398046.222025 (+     0.000412) ', 0, 222025000],
  ['4021  [ 257] ', 4021, Number.NaN],
  ['4021  1795398046.5 [ 257] [00007f54c11a6b1d] ', 4021, 5e8],
  ['[????????????????] ', 0, Number.NaN],
]

describe('a line of strace', () => {
  for (const [line, kind, calls = []] of FORMS) {
    test(`${kind}: ${line}`, () => {
      for (const [leader, tid, startNs] of LEADERS) {
        const { counts, calls: found, unrecognized } = parseStrace(`${leader}${line}\n`)
        assert.deepEqual(unrecognized, [], leader)
        assert.equal(counts[kind], 1, leader)
        assert.equal(accounted(counts), 1)
        assert.deepEqual(found.map(inShort), calls, leader)
        const [call] = found
        // One without a beginning began as long ago as it took.
        if (call === undefined || line.startsWith('<')) continue
        assert.deepEqual([call.tid, call.startNs], [tid, startNs], leader)
      }
    })
  }

  test('may end with a carriage return, or begin behind a hole', () => {
    const text = `\r\n81234 close(3) = 0\r\n${'\0'.repeat(300)}81234 close(4) = 0\n\0\0\n`
    const { counts, calls } = parseStrace(text)
    assert.deepEqual(calls.map(inShort), ['close 0', 'close 0'])
    assert.deepEqual([counts.lines, counts.calls, counts.continuations], [4, 2, 2])
  })

  test('may be longer than what is kept of a line', () => {
    const big = `write(1, "${'\\x41'.repeat(700_000)}", 700000) = 700000 <0.25>`
    const { calls, counts } = parseStrace(`4021  ${big}\nclose(1) = 0\n`, { pieceBytes: 65_536 })
    assert.deepEqual(calls.map(inShort), ['write 700000 250000000', 'close 0'])
    assert.equal(counts.lines, 2)
  })

  test('dumps, stacks and their headings belong to the call before', () => {
    const { counts } = parseStrace(
      [
        'sendmsg(4, {}, 0) = 7',
        ' * 3 bytes in buffer 0',
        ' | 00000  70 69 6e 67                                       ping             |',
        ' = 2 buffers in vector 0',
        ' > /lib/libc.so.6(syscall+0x19) [0x101829]',
        ' > unexpected_backtracing_error [0x7f]',
        '',
      ].join('\n'),
    )
    assert.deepEqual([counts.calls, counts.continuations, counts.unrecognized], [1, 5, 0])
  })

  test('that is nothing known is counted and shown', () => {
    const { counts, unrecognized } = parseStrace('close(3) = 0\nSegmentation fault \x1b[31m\n')
    assert.equal(counts.unrecognized, 1)
    assert.deepEqual(unrecognized, [{ line: 2, text: 'Segmentation fault \x1b[31m' }])
  })
})

describe('a capture', () => {
  test('of one thread says whose it is by the name of its file', () => {
    const { calls } = parseStrace('close(3) = 0\n', { tid: 4021 })
    assert.equal(calls[0]?.tid, 4021)
  })

  test('goes on after midnight', () => {
    const { calls } = parseStrace('23:59:59.5 close(3) = 0\n00:00:00.5 close(3) = 0\n')
    assert.equal((calls[1]?.startNs ?? 0) - (calls[0]?.startNs ?? 0), 1e9)
  })

  test('with gaps only is timed by their sum, which makes whole seconds finer', () => {
    const gaps = parseStrace('     0.000000 a() = 0\n     0.25 b() = 0\n     0.5 c() = 0\n')
    assert.deepEqual(
      gaps.calls.map(({ startNs }) => startNs),
      [0, 25e7, 75e7],
    )
    const finer = parseStrace(
      '00:00:01 (+     0.000000) a() = 0\n00:00:01 (+     0.25) b() = 0\n00:00:02 (+     0.5) c() = 0\n',
    )
    assert.deepEqual(
      finer.calls.map(({ startNs }) => startNs),
      [1e9, 1.25e9, 2e9],
    )
  })

  test('has a last line that may stop anywhere', () => {
    const line = '4021  1795398046.222025 write(3, "hi", 2) = 2 <0.000012>'
    for (let length = 0; length < line.length; length++) {
      const cut = `${line}\n${line.slice(0, length)}`
      const { counts, calls, unrecognized } = parseStrace(cut)
      assert.deepEqual(unrecognized, [], cut)
      assert.deepEqual([calls.length, accounted(counts)], [1, counts.lines], cut)
    }
    assert.equal(parseStrace(line).calls.length, 1)
  })

  const go = fixture('go-udp-pings.txt.gz')
  const stderr = fixture('shell-stderr.txt.gz')

  test('of a Go program with many threads agrees with what strace counted', () => {
    const { calls, counts, countedByStrace, unfinished } = parseStrace(go)
    assert.deepEqual([counts.unrecognized, unfinished, accounted(counts)], [0, 0, counts.lines])
    // strace counts those that returned.
    const returned = calls.filter(({ result, errno }) => !Number.isNaN(result) || errno !== '')
    assert.ok(countedByStrace.length > 30)
    for (const counted of countedByStrace) {
      const own = returned.filter(({ name }) => name === counted.name)
      assert.equal(own.length, counted.calls, counted.name)
      assert.equal(own.filter(({ errno }) => errno !== '').length, counted.errors, counted.name)
    }
  })

  test('of a shell and its children, from stderr, has no line that is not known', () => {
    const { counts, unfinished } = parseStrace(stderr)
    assert.deepEqual([counts.unrecognized, unfinished, accounted(counts)], [0, 0, counts.lines])
  })

  test('reads the same in pieces of any size', () => {
    for (const whole of [go.subarray(0, 40_000), stderr.subarray(0, 40_000)]) {
      const expected = parseStrace(whole)
      for (const pieceBytes of [1, 2, 3, 61, 97, 4099]) {
        assert.deepEqual(parseStrace(whole, { pieceBytes }), expected, `${pieceBytes}`)
      }
    }
  })
})

describe('whatever the bytes,', () => {
  const lines = FORMS.map(([line]) => line)
  const leaders = LEADERS.map(([leader]) => leader)
  const line = fc
    .tuple(fc.constantFrom(...leaders), fc.constantFrom(...lines))
    .map((two) => two.join(''))
  const junk = fc
    .uint8Array({ maxLength: 200 })
    .map((bytes) => Buffer.from(bytes).toString('latin1'))
  const mutated = fc
    .tuple(line, fc.nat(300), fc.nat(20), junk)
    .map(([text, at, cut, put]) => text.slice(0, at) + put.slice(0, cut) + text.slice(at + cut))

  test('lines in any order are all counted, in pieces of any size', () => {
    const capture = fc.array(fc.oneof(line, mutated, junk), { maxLength: 30 })
    fc.assert(
      fc.property(capture, fc.integer({ min: 1, max: 500 }), (some, pieceBytes) => {
        const bytes = Buffer.from(some.join('\n'), 'latin1')
        const whole = parseStrace(bytes)
        const breaks = bytes.filter((byte) => byte === 0x0a).length
        const isOpen = bytes.length > 0 && bytes.at(-1) !== 0x0a
        assert.equal(whole.counts.lines, breaks + (isOpen ? 1 : 0))
        assert.equal(accounted(whole.counts), whole.counts.lines)
        assert.equal(whole.calls.length, whole.counts.calls)
        assert.deepEqual(parseStrace(bytes, { pieceBytes }), whole)
      }),
      { numRuns: 300 },
    )
  })

  test('a line that opens much and closes nothing is read in the time of any other', () => {
    for (const piece of [
      '<a',
      '"',
      '\\',
      '(',
      ') = ',
      '[->',
      '{sa_family=',
      'iov_base="',
      '1 ',
      ' = ',
    ]) {
      const much = piece.repeat(200_000)
      for (const text of [
        `recvmsg(3, ${much}) = 5`,
        `close(3<${much}`,
        `open() = 3<${much}>`,
        much,
      ]) {
        const { counts } = parseStrace(`12 1795398046.1 ${text}\n`)
        assert.equal(accounted(counts), counts.lines)
      }
    }
  })

  test('100,000 damaged lines and random bytes are all counted, in bounded memory', () => {
    const random = seededRandom(1, 0)
    const below = (end: number) => Math.floor(random() * end)
    const pieces = [...leaders, ...lines, '\n', '\0', '"', '<', '>', ' <unfinished ...>', ') = ']
    const parser = new StraceParser({
      call: (call) => {
        call.fd()
        call.descriptor()
        call.messages()
      },
    })
    let breaks = 0
    const beforeBytes = process.memoryUsage().heapUsed
    for (let index = 0; index < 100_000; index++) {
      const pid = index % 3 === 0 ? `${below(4_000_000)} ` : ''
      const text = `${pid}${leaders[below(leaders.length)]}${lines[below(lines.length)]}`
      const damaged = Buffer.from(index % 10 === 0 ? text : damage(text), 'latin1')
      breaks += damaged.filter((byte) => byte === 0x0a).length
      parser.push(Buffer.concat([damaged, Buffer.from('\n')]))
    }
    const { counts } = parser.end()
    assert.equal(counts.lines, breaks + 100_000)
    assert.equal(accounted(counts), counts.lines)
    assert.ok(process.memoryUsage().heapUsed - beforeBytes < 128 * 2 ** 20)

    function damage(text: string): string {
      const at = below(text.length + 1)
      const kept = text.slice(at + below(4))
      const piece = pieces[below(pieces.length)] ?? ''
      return below(2) === 0
        ? text.slice(0, at) + String.fromCharCode(below(256)) + kept
        : text.slice(0, at) + piece.slice(0, below(piece.length + 1)) + kept
    }
  })
})

function inShort({ name, result, errno, durationNs }: ReturnType<typeof parseStrace>['calls'][0]) {
  const parts = [name, result, errno, Number.isNaN(durationNs) ? '' : Math.round(durationNs)]
  return parts.filter((part) => part !== '').join(' ')
}

function fixture(name: string): Buffer {
  return gunzipSync(readFileSync(new URL(`../../../fixtures/strace/${name}`, import.meta.url)))
}
