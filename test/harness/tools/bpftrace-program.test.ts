import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bpftraceProgram, CAPTURE_MARK } from '../../../harness/tools/bpftrace-program.ts'

const names = new Map([
  [0, 'read'],
  [44, 'sendto'],
  [299, 'recvmmsg'],
])
const request = { pids: [12], names, wanted: undefined, descriptors: [], clock: 'boot' as const }

describe('the program of bpftrace', () => {
  test('watches the processes that it was given, and no others', () => {
    const one = bpftraceProgram(request)
    assert.match(one, /sys_enter \/pid == 12\/ \{/)
    assert.match(one, /sys_exit \/pid == 12\/ \{/)
    const two = bpftraceProgram({ ...request, pids: [12, 345] })
    assert.match(two, /BEGIN \{[^}]*@watched\[12\] = 1;\s*@watched\[345\] = 1;/)
    assert.match(two, /sys_enter \/@watched\[pid\]\/ \{/)
    assert.match(two, /sys_exit \/@watched\[pid\]\/ \{/)
  })

  test('names the clock that it reads', () => {
    const program = bpftraceProgram({ ...request, clock: 'monotonic' })
    assert.ok(program.includes(`${CAPTURE_MARK} clock=monotonic`))
    assert.ok(program.includes('= nsecs(monotonic);'))
    assert.doesNotMatch(program, /nsecs;/)
  })

  test('notes the calls that are wanted, by number, and says what they are called', () => {
    const program = bpftraceProgram({ ...request, wanted: new Set(['sendto', 'nosuch']) })
    assert.ok(program.includes('printf("# calls 44=sendto\\n");'))
    assert.ok(program.includes('if ($id == 44) { @call[tid] ='))
    assert.doesNotMatch(program, /299/)
    assert.ok(bpftraceProgram(request).includes('# calls 0=read 44=sendto 299=recvmmsg'))
  })

  test('says what descriptors are, and puts nothing into its text that could end it', () => {
    const descriptors = ['UDP:[[::1]:9000]', '/tmp/%s"); exit(); printf("', '/tmp/a b'].map(
      (what, fd) => ({ pid: 12, fd, what }),
    )
    const program = bpftraceProgram({ ...request, descriptors })
    assert.deepEqual(program.match(/# fd .*/g), ['# fd 12 0 UDP:[[::1]:9000]\\n");'])
  })
})
