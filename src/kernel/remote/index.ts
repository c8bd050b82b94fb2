/** Remote execution: how programs run on hosts, and what keeps a late command from doing harm. */
export type { Account, AdmitHostKey, Credentials } from './account.ts';
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
export { type HostAddress, shownAddress } from './host-address.ts';
export { type HostId, hostId } from './host-id.ts';
export { type HostKey, readHostKey } from './host-key.ts';
export type { SessionOptions, SessionParts } from './host-session.ts';
export { createHosts, fenceProgram, type Hosts } from './hosts.ts';
export type { Contact, LinkBounds, LinkedTransportOptions } from './linked-transport.ts';
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
export { createOpenSshTransport, type OpenSshTransportOptions } from './openssh.ts';
export { findLines, findLinesCall, keepLine, keepOneLine, type LineKey, wordsOf } from './keep-line.ts';
export { createKubernetesTransport, type KubernetesTransportOptions } from './kubernetes/kubernetes.ts';
export { judgePrivateKey } from './private-key.ts';
export { probeHostKeys } from './probe-host-keys.ts';
export { maxQuotedBytes, quoteArgv } from './quote.ts';
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
export { createSshTransport } from './ssh.ts';
export { listOldRecords, sweepRecords, type SweepOptions } from './sweep-records.ts';
export { maxOutputBytes, type RunOptions, type RunResult, type Transport } from './transport.ts';
