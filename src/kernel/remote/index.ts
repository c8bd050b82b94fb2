/** Remote execution: how programs run on hosts, and what keeps a late command from doing harm. */
export type { CommandRecord } from './command-record.ts';
export { errors as remoteErrors } from './errors.ts';
export { saidBy } from './excerpt.ts';
export {
  type GuardCall,
  type GuardOutcome,
  guardCodes,
  guardedArgv,
  guardMarker,
  type HeldLock,
  type PlacedGuardCall,
  readGuarded,
  readGuardedArgv,
} from './guard.ts';
export { type HostId, hostId } from './host-id.ts';
export type { SessionOptions, SessionParts } from './host-session.ts';
export { createHosts, fenceProgram, type Hosts } from './hosts.ts';
export { createLocalTransport, type LocalTransportOptions } from './local.ts';
export {
  affixed,
  type Call,
  call,
  defineProgram,
  type Form,
  flag,
  type Grammar,
  numberWith,
  optional,
  type Program,
  type Reading,
  readArgv,
  rest,
  sequence,
  word,
  words,
} from './program.ts';
export { type RecordState, readRecord, recordOf, removeRecord, removeRecords } from './record.ts';
export { type FileContent, readFile, readFileCall, sha256, writeFile, writeFileCall } from './replace-file.ts';
export type { CallOptions, HostSession } from './session.ts';
export {
  type SimulatedFiles,
  type SimulatedFleet,
  type SimulatedHost,
  type SimulatedMount,
  type SimulatedProcess,
  type SimulatedProgram,
  type SimulatedRun,
  type SimulationContext,
  simulate,
} from './simulated.ts';
export { maxOutputBytes, type RunOptions, type RunResult, type Transport } from './transport.ts';
