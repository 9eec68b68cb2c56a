/** What the agent offers to those who embed it or drive it. */
export type { AgentCommand, AgentEvent } from './contract.ts'
export { CONTRACT_VERSION } from './contract.ts'
export type { ProtocolConfig } from './protocol/config.ts'
export { configFrom, PRESETS, type PresetName } from './protocol/presets.ts'
export { configProblems } from './protocol/validate-config.ts'
