/** Starts a cluster, holds it under a prompt, and ends it. */
import { Cluster, type ClusterOptions } from '../cluster/cluster.ts'
import { ClusterPrompt } from './cluster-prompt.ts'

/** After this the prompt comes anyhow: a cluster that does not meet is worth looking at. */
const MEETING_MS_MAX = 15_000

/** Returns how many commands could not be carried out. */
export async function runClusterPrompt(
  options: Pick<
    ClusterOptions,
    'nodes' | 'basePort' | 'seed' | 'protocol' | 'transport' | 'signal'
  >,
): Promise<number> {
  const { stdin: input, stdout: output } = process
  output.write(`Starting ${options.nodes} agents.\n`)
  const everything = { ...options, agentsPerProcess: 1, spans: false, environment: {} }
  await using cluster = await Cluster.start(everything, { line() {}, event() {}, ended() {} })
  const haveMet = () => cluster.convergedAtNs !== undefined
  if (!(await cluster.until(haveMet, MEETING_MS_MAX, options.signal))) {
    output.write('Not all of them see each other yet.\n')
  }
  const first = cluster.addresses[0]
  output.write(
    `Agents 0 to ${options.nodes - 1} run, the first on ${first}.\nhelp lists commands.\n`,
  )
  const prompt = new ClusterPrompt(cluster, { input, output }, options.signal)
  await prompt.run()
  return prompt.failures
}
