import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { UserError } from '../../../harness/errors.ts'
import { readCapture } from '../../../harness/tracing/read-capture.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const LINES = Array.from(
  { length: 5000 },
  (_, index) => `1795398${String(100 + (index % 800))}.5 close(${index}) = 0 <0.000012>\n`,
).join('')

describe('a capture is read', () => {
  test('from files, zipped or not, and from standard input', async () => {
    await using folder = await temporaryFolder()
    const [plain, zipped] = [join(folder.path, 'plain.txt'), join(folder.path, 'zipped')]
    await writeFile(plain, LINES)
    await writeFile(zipped, gzipSync(LINES))
    for (const path of [plain, zipped]) assert.equal((await read([path])).calls, 5000)
    for (const input of [LINES, gzipSync(LINES)]) {
      const bytes = Buffer.from(input)
      const stdin = Readable.from([bytes.subarray(0, 1), bytes.subarray(1, 2), bytes.subarray(2)])
      assert.equal((await read(['-'], stdin)).calls, 5000)
    }
  })

  test('of all threads, when -ff made a file for each', async () => {
    await using folder = await temporaryFolder()
    const name = join(folder.path, 'trace.txt')
    await writeFile(`${name}.12`, '1795398046.5 close(3) = 0\n')
    await writeFile(`${name}.7`, '1795398045.25 close(3) = 0\nnonsense\n')
    await writeFile(`${name}.9.gz`, gzipSync('1795398047.5 close(3) = 0\n'))
    await writeFile(`${name}.20260101`, 'another day')
    const { outcome, threads, startsNs } = await read([name])
    assert.deepEqual(threads, [7, 9, 12])
    // From one second, the first of all of them.
    assert.deepEqual([outcome.originS, startsNs], [1795398045, [0.25e9, 2.5e9, 1.5e9]])
    assert.deepEqual(outcome.unrecognized, [{ line: 2, text: 'trace.txt.7: nonsense' }])
    assert.deepEqual((await read([`${name}.12`, `${name}.7`])).threads, [12, 7])
  })

  test('whichever tool wrote it', async () => {
    const tool = async (text: string) => (await read(['-'], Readable.from([text]))).tool
    assert.equal(await tool('4021  close(3) = 0\n'), 'strace')
    assert.equal(await tool('# swimbench bpftrace 2 clock=boot\n'), 'bpftrace')
    assert.equal(await tool('# swimbench perf-trace 1 clock=monotonic\n'), 'perf')
    assert.equal(await tool('  1.669 ( 0.005 ms): node/26968 close(fd: 27)      = 0\n'), 'perf')
  })

  test('as far as it goes, when its archive was cut', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'cut.gz')
    await writeFile(path, gzipSync(LINES).subarray(0, -2000))
    const { calls, warnings } = await read([path])
    assert.ok(calls > 1000 && calls < 5000, `${calls} calls`)
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['damaged-archive'],
    )
  })

  test('with doubts when there is no call in it', async () => {
    const { warnings } = await read(['-'], Readable.from(['Dear diary,\n']))
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['not-a-capture'],
    )
  })

  test('and one empty file of several is left out', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 't.1'), '')
    await writeFile(join(folder.path, 't.2'), 'close(3) = 0\n')
    const { calls, warnings } = await read([join(folder.path, 't')])
    assert.deepEqual([calls, warnings.map(({ code }) => code)], [1, ['empty-file']])
  })
})

describe('it says what to do', () => {
  test('when there is nothing to read', async () => {
    await using folder = await temporaryFolder()
    const at = (name: string) => join(folder.path, name)
    await writeFile(at('empty'), '')
    await mkdir(at('folder'))
    await writeFile(at('archive.gz'), gzipSync('x').subarray(0, 10))
    await writeFile(at('perf.data'), 'PERFILE2')
    await writeFile(at('one'), 'close(3) = 0\n')
    await writeFile(at('other'), '# swimbench bpftrace 2 clock=boot\n')
    const cases: readonly (readonly [
      paths: readonly string[],
      message: RegExp,
      exitCode: number,
    ])[] = [
      [['empty'], /empty is empty/, 1],
      [['missing'], /there is no file .*missing/, 2],
      [['folder'], /folder is a folder/, 2],
      [['archive.gz'], /archive\.gz is damaged or was cut/, 1],
      [['perf.data'], /perf\.data is data of perf record/, 2],
      [['one', 'other'], /one is of strace and .*other of bpftrace/, 2],
      [[], /there is no capture to read/, 2],
    ]
    for (const [names, message, exitCode] of cases) {
      await assert.rejects(read(names.map(at)), (error) => {
        assert.ok(error instanceof UserError)
        assert.match(error.message, message)
        assert.equal(error.exitCode, exitCode, error.message)
        assert.ok(error.suggestion, error.message)
        return true
      })
    }
  })

  test('and stops when it is asked to', async () => {
    const signal = AbortSignal.abort()
    const stdin = Readable.from([LINES])
    await assert.rejects(readCapture(['-'], { call() {} }, { stdin, signal }), {
      name: 'AbortError',
    })
  })
})

async function read(paths: readonly string[], stdin: Readable = Readable.from([])) {
  const threads: number[] = []
  const startsNs: number[] = []
  const call = ({ tid, startNs }: { readonly tid: number; readonly startNs: number }) => {
    threads.push(tid)
    startsNs.push(startNs)
  }
  const found = await readCapture(paths, { call }, { stdin })
  return { ...found, calls: threads.length, threads, startsNs }
}
