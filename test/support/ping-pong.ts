/** Two sockets of one process that ping each other in words: `node ping-pong.ts ROUNDS`. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const rounds = Number(process.argv[2])
const [prober, peer] = [createSocket('udp4'), createSocket('udp4')]
prober.bind(0, '127.0.0.1')
await once(prober, 'listening')
peer.bind(0, '127.0.0.1')
await once(peer, 'listening')
peer.on('message', (message, { port, address }) => {
  peer.send(message.toString().replace('ping', 'ack'), port, address)
})
for (let round = 0; round < rounds; round += 1) {
  prober.send(`ping ${round}`, peer.address().port, '127.0.0.1')
  await once(prober, 'message')
}
prober.close()
peer.close()
