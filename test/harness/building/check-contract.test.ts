import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { agentEntry, configFrom } from '../../../agent/index.ts'
import type { Build } from '../../../harness/building/build-revision.ts'
import { checkContract } from '../../../harness/building/check-contract.ts'
import { UnmeasurableError } from '../../../harness/building/unmeasurable-error.ts'

const ODD_AGENT = fileURLToPath(new URL('../../support/odd-agent.ts', import.meta.url))
const OPTIONS = { protocol: configFrom('default', { leaveMs: 0 }), transport: 'auto' } as const
const NEVER = new AbortController().signal

function buildOf(...args: readonly string[]): Build {
  const commit = { sha: 'a'.repeat(40), dirty: false, ref: null }
  const revision = { name: 'main', commit, checkout: commit.sha, subject: '' }
  return { revision, tree: '', program: { file: process.execPath, args, commit } }
}

/** An agent that says only this line, and stays. */
function saying(line: unknown): Build {
  return buildOf(
    '-e',
    `console.log(${JSON.stringify(JSON.stringify(line))}); process.stdin.resume()`,
    '--',
  )
}

describe('the agent of a build', () => {
  test('that speaks our version of the contract is accepted', async () => {
    await checkContract(buildOf(agentEntry()), OPTIONS, NEVER)
  })

  for (const [contract, which] of [
    [0, 'an older'],
    [2, 'a newer'],
  ] as const) {
    test(`that speaks version ${contract} is refused, both versions named, whatever else its lines hold`, async () => {
      const checking = checkContract(saying({ event: 'ready', contract, new: [] }), OPTIONS, NEVER)
      await assert.rejects(checking, (error) => {
        assert.ok(error instanceof UnmeasurableError)
        assert.match(
          error.message,
          new RegExp(`^main \\(a{8}\\) speaks version ${contract} .* speaks version 1$`),
        )
        assert.match(error.suggestion ?? '', new RegExp(`with ${which} swimbench`))
        return true
      })
    })
  }

  test('that ends while it starts is refused with its last words', async () => {
    await assert.rejects(checkContract(buildOf(ODD_AGENT, 'dies'), OPTIONS, NEVER), (error) => {
      assert.ok(error instanceof UnmeasurableError)
      assert.match(
        error.message,
        /agent of main .* cannot be measured: .*exit code 3: the reason why/,
      )
      return true
    })
  })

  test('that says nothing is not waited for after Ctrl-C', async () => {
    const interruption = new AbortController()
    const checking = checkContract(buildOf(ODD_AGENT, 'silent'), OPTIONS, interruption.signal)
    setImmediate(() => interruption.abort())
    await assert.rejects(checking, /interrupted/)
  })
})
