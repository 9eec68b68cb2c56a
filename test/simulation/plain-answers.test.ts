/**
 * Answering a ping before the state machine sees it changes nothing else: beside every state machine of
 * a cluster runs a twin, which is told of the same pings that they are answered already.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SwimOptions } from '../../agent/protocol/core.ts'
import type { Effect, Input } from '../../agent/protocol/input.ts'
import { configFrom } from '../../agent/protocol/presets.ts'
import { Swim } from '../../agent/protocol/swim.ts'
import { VirtualCluster } from '../support/virtual-cluster.ts'

class TwinSwim extends Swim {
  plainAnswers = 0
  otherAnswers = 0
  readonly #twin: Swim

  constructor(options: SwimOptions) {
    // The twin draws the same chances, a moment later.
    const draws: number[] = []
    const random = (): number => {
      const draw = options.random()
      draws.push(draw)
      return draw
    }
    super({ ...options, random })
    this.#twin = new Swim({
      ...options,
      random: () => draws.shift() ?? assert.fail('one draw more'),
    })
    assert.deepEqual(draws, [])
  }

  override handle(input: Input, nowMs: number): readonly Effect[] {
    const isPlain = isPlainPing(input) && this.answersPlainly
    assert.equal(this.#twin.answersPlainly, this.answersPlainly)
    const effects = super.handle(input, nowMs)
    const twinEffects = this.#twin.handle(isPlain ? { ...input, isAnswered: true } : input, nowMs)
    const others = isPlain ? this.#withoutAnswer(effects, input) : effects
    assert.deepEqual(twinEffects, others)
    assert.equal(this.#twin.deadlineMs(), this.deadlineMs())
    if (isPlain) {
      this.plainAnswers++
      assert.deepEqual(this.#twin.totals(), this.totals())
      assert.deepEqual(this.#twin.members(), this.members())
      assert.deepEqual(this.#twin.counters, this.counters)
    } else if (isPlainPing(input)) this.otherAnswers++
    return effects
  }

  /** The effects of a ping that may be answered plainly, and the answer is what was promised. */
  #withoutAnswer(effects: readonly Effect[], { from, message }: PlainPing): Effect[] {
    const sends = effects.filter(({ kind }) => kind === 'send')
    const { sequence } = message
    assert.deepEqual(sends, [
      { kind: 'send', to: from, message: { kind: 'ack', sequence, updates: [] } },
    ])
    return effects.filter(({ kind }) => kind !== 'send')
  }
}

type PlainPing = Input & {
  readonly kind: 'datagram'
  readonly message: { readonly kind: 'ping'; readonly sequence: number }
}

function isPlainPing(input: Input): input is PlainPing {
  if (input.kind !== 'datagram' || input.message.kind !== 'ping') return false
  return input.message.context === undefined && input.message.updates.length === 0
}

test('an agent that answers plain pings first lives the same life, whatever happens to its cluster', () => {
  let plainAnswers = 0
  let otherAnswers = 0
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const twins: TwinSwim[] = []
    const cluster = new VirtualCluster({
      seed,
      loss: seed % 3 === 0 ? 0.1 : 0,
      config: configFrom('default', { buddy: seed % 2 === 0 }),
      newSwim: (options) => {
        const twin = new TwinSwim(options)
        twins.push(twin)
        return twin
      },
    })
    try {
      const [first = '', second = '', third = ''] = cluster.startMany(8)
      cluster.run(10_000)
      cluster.crash(first)
      cluster.run(10_000)
      cluster.start(first, [second], 'role=back')
      cluster.tell(second, { kind: 'set-metadata', metadata: `role=${seed}` })
      cluster.run(10_000)
      cluster.tell(third, { kind: 'leave' })
      cluster.run(10_000)
    } catch (error) {
      throw new Error(`failed with seed ${seed}`, { cause: error })
    }
    for (const twin of twins) {
      plainAnswers += twin.plainAnswers
      otherAnswers += twin.otherAnswers
    }
  }
  // Otherwise nothing was shown.
  assert.ok(plainAnswers > 500 && otherAnswers > 100, `${plainAnswers} and ${otherAnswers}`)
})
