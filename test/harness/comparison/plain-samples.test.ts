import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { isPlainSamples, readPlainSamples } from '../../../harness/comparison/plain-samples.ts'
import { UserError } from '../../../harness/errors.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function readFrom(files: Readonly<Record<string, string>>, argument: string) {
  await using folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder.path, name), text)
  }
  return await readPlainSamples(argument.replace('=', `=${folder.path}/`))
}

function refusing(message: RegExp, suggestion = /./) {
  return (error: unknown) => {
    assert.ok(error instanceof UserError)
    assert.match(error.message, message)
    assert.match(error.suggestion ?? '', suggestion)
    return true
  }
}

describe('an argument', () => {
  test('with a label is plain samples', () => {
    for (const argument of ['main=a.txt', 'main:ms=a.txt', 'old build=x/*.txt', 'a=b=c']) {
      assert.ok(isPlainSamples(argument), argument)
    }
  })

  test('without one is not, nor is the name of something that is there', async () => {
    for (const argument of ['main', 'results/a=b', '=a.txt', 'main=', 'HEAD~1']) {
      assert.ok(!isPlainSamples(argument), argument)
    }
    await using folder = await temporaryFolder()
    await mkdir(join(folder.path, 'a=b'))
    assert.ok(!isPlainSamples(join(folder.path, 'a=b')))
  })
})

describe('plain samples', () => {
  test('of one file are a run for each number', async () => {
    const { side, quantities, about, problems } = await readFrom(
      { 'a.txt': '1.5\n2\r\n# end\n' },
      'main:ms=a.txt',
    )
    assert.equal(side.label, 'main')
    assert.deepEqual(
      side.runs.map(({ id, values }) => [id, values['value']]),
      [
        ['#1', 0.0015],
        ['#2', 0.002],
      ],
    )
    assert.equal(quantities[0]?.unit, 'seconds')
    assert.equal(about, '2 numbers, each taken for the result of a run')
    assert.deepEqual(problems, [])
  })

  test('of a file with lists are a run for each list', async () => {
    const { side, about } = await readFrom({ 'a.json': '{"runs": [[1, 2], [3]]}' }, 'main=a.json')
    assert.deepEqual(
      side.runs.map(({ id, values }) => [id, values['mean']]),
      [
        ['a.json[0]', 1.5],
        ['a.json[1]', 3],
      ],
    )
    assert.equal(about, '2 lists, each taken for the samples of a run')
  })

  test('of a pattern are a run for each file, in the order of their numbers', async () => {
    const files = {
      'run-10.txt': '3\n',
      'run-2.txt': '1\n2\n',
      'run-1.json': '[5]',
      'other.txt': '9',
    }
    const { side } = await readFrom(files, 'main=run-*')
    assert.deepEqual(
      side.runs.map(({ id, values }) => [id, values['mean']]),
      [
        ['run-1.json', 5],
        ['run-2.txt', 1.5],
        ['run-10.txt', 3],
      ],
    )
  })

  test('say in which file and line something is no number', async () => {
    const many = Array.from({ length: 9 }, () => 'x').join('\n')
    const { side, problems } = await readFrom(
      { 'a.txt': `1\n${many}`, 'b.txt': '', 'c.txt': '2' },
      'main=*.txt',
    )
    assert.equal(side.runs.length, 2)
    assert.equal(problems.length, 7)
    assert.match(problems[0] ?? '', /a\.txt: line 2 is no number: x$/)
    assert.match(problems[5] ?? '', /a\.txt: 4 more like these$/)
    assert.match(problems[6] ?? '', /b\.txt: it is empty$/)
  })

  test('without a number are refused, with the first reason', async () => {
    await assert.rejects(
      readFrom({ 'a.txt': 'a\nb\n' }, 'main=a.txt'),
      refusing(/^there is no number in/, /line 1 is no number: a/),
    )
  })

  test('that are too many for runs are refused, and their files advised', async () => {
    const text = '1\n'.repeat(10_001)
    await assert.rejects(
      readFrom({ 'a.txt': text }, 'main=a.txt'),
      refusing(/10,001 numbers/, /run-\*/),
    )
    const { side } = await readFrom({ 'a.txt': text }, 'main=*.txt')
    assert.equal(side.runs[0]?.values['p99.9'], 1)
  })

  test('that are not there, or are a folder, are refused with advice', async () => {
    await assert.rejects(readFrom({}, 'main=no.txt'), refusing(/no file/, /in quotes/))
    await assert.rejects(readFrom({}, 'main='), refusing(/it is a folder/, /^/))
  })

  test('of an unknown unit are refused', async () => {
    await assert.rejects(readFrom({}, 'main:min=a.txt'), refusing(/no unit min/, /ns, us, µs, ms/))
  })
})
