/** Agents embedded in this very process: they find each other and part as the contract says. */
import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { describe, test } from 'node:test'
import { type Agent, type AgentEvent, configFrom, createAgent } from '../../../agent/index.ts'

const config = configFrom('default', { probeIntervalMs: 50, leaveMs: 50, joinTimeoutMs: 300 })

/** The events of one agent, to wait for. */
class Log {
  readonly events: AgentEvent[] = []
  readonly #news = new EventEmitter()
  readonly add = (event: AgentEvent): void => {
    this.events.push(event)
    this.#news.emit('event')
  }

  async until(matches: (event: AgentEvent) => boolean): Promise<AgentEvent> {
    for (;;) {
      const found = this.events.find(matches)
      if (found !== undefined) return found
      await once(this.#news, 'event')
    }
  }
}

const statuses = (agent: Agent) =>
  Object.fromEntries(agent.members().map(({ member, status }) => [member, status]))

describe('embedded agents', () => {
  test('join, probe, and see a leaver as left', async (t) => {
    const [logA, logB] = [new Log(), new Log()]
    const a = await createAgent({ bind: '127.0.0.1:0', config, seed: 1, onEvent: logA.add })
    t.after(() => a.close())
    const b = await createAgent({
      bind: '127.0.0.1:0',
      join: [a.address],
      config,
      seed: 2,
      metadata: 'role=cache',
      onEvent: logB.add,
    })
    t.after(() => b.close())
    assert.equal(logA.events[0]?.event, 'ready')
    await logB.until((event) => event.event === 'joined' && event.seed === a.address)
    const probes = await logA.until(({ event }) => event === 'probes')
    assert.ok(probes.event === 'probes')
    const [, , , sentNs, ackNs, outcome] = probes.rows[0] ?? []
    assert.equal(outcome, 'acked')
    assert.ok((ackNs ?? 0) > (sentNs ?? Number.POSITIVE_INFINITY))
    assert.deepEqual(statuses(a), { [a.address]: 'alive', [b.address]: 'alive' })
    assert.equal(a.members().find(({ member }) => member === b.address)?.metadata, 'role=cache')
    await b.leave()
    assert.equal(logB.events.at(-1)?.event, 'left')
    await logA.until((event) => event.event === 'member' && event.state === 'left')
    assert.equal(statuses(a)[b.address], 'left')
  })

  test('that find no seed say so and end', async () => {
    const log = new Log()
    const agent = await createAgent({
      bind: '127.0.0.1:0',
      join: ['127.0.0.1:1'],
      config,
      onEvent: log.add,
    })
    const error = await log.until(({ event }) => event === 'error')
    assert.ok(error.event === 'error')
    assert.equal(error.code, 'join-failed')
    await agent.close()
  })

  test('refuse a configuration that cannot work, and a taken port', async (t) => {
    const bad = configFrom('default', { probeTimeoutMs: 5000 })
    await assert.rejects(createAgent({ bind: '127.0.0.1:0', config: bad }), /probeTimeoutMs/)
    const agent = await createAgent({ bind: '127.0.0.1:0' })
    t.after(() => agent.close())
    await assert.rejects(createAgent({ bind: agent.address }), { code: 'port-taken' })
  })
})
