/** Minions: hosts as a fleet, and commands on many of them. */
export type { HostEnd } from './host-end.ts';
export { minionMigrations } from './migrations.ts';
export { type CommandSummary, runCommand, type RunCommandInput } from './operations/run-command.ts';
export {
  countResults,
  type HostResult,
  readResults,
  type ResultPage,
  type ResultQuery,
  type ResultState,
} from './results.ts';
