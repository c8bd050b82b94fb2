import type { SimulatedMount, SimulatedProcess } from '../kernel/remote/index.ts';
import { keyParts } from './change-log.ts';
import {
  type FileNode,
  type FleetState,
  type GuardRecord,
  type HostState,
  newFileSystem,
  newFleetState,
  newHostState,
} from './fleet-state.ts';
import { patchText, type TextPatch } from './text-patch.ts';

export interface ReadFleet {
  readonly state: FleetState;
  /** Keys of the rows that are differences of texts. */
  readonly patchKeys: readonly string[];
}

/** Puts a fleet together of the rows that its change log was told; rows come by ascending key. */
export function readFleetState(entries: Iterable<readonly [key: string, text: string]>): ReadFleet {
  const state = newFleetState();
  const patchKeys: string[] = [];
  for (const [key, text] of entries) {
    const [kind = '', ...parts] = keyParts(key);
    const reader = readers[kind];
    if (reader === undefined) throw new TypeError(`the file of simulated hosts has a row '${kind}', which none wrote`);
    if (kind === 'file' && parts.length === 3) patchKeys.push(key);
    reader(state, parts, JSON.parse(text));
  }
  return { state, patchKeys };
}

type Reader = (state: FleetState, parts: readonly string[], value: unknown) => void;

const readers: Readonly<Record<string, Reader>> = {
  host: (state, [id = ''], value) => {
    Object.assign(hostOf(state, id), value);
  },
  file: (state, [name = '', path = '', patch], value) => {
    const { nodes } = (state.fileSystems[name] ??= newFileSystem());
    const node = nodes[path];
    if (patch === undefined) nodes[path] = value as FileNode;
    else if (node !== undefined) nodes[path] = { ...node, text: patchText(node.text ?? '', value as TextPatch) };
  },
  mount: (state, [id = '', number = ''], value) => {
    const { volatile } = hostOf(state, id);
    volatile.mounts[Number(number)] = value as SimulatedMount;
    volatile.lastMount = Math.max(volatile.lastMount, Number(number));
  },
  process: (state, [id = '', pid = ''], value) => {
    const { volatile } = hostOf(state, id);
    volatile.processes[Number(pid)] = value as SimulatedProcess;
    volatile.lastPid = Math.max(volatile.lastPid, Number(pid));
  },
  epoch: (state, [id = '', path = ''], value) => {
    hostOf(state, id).guard.epochs[path] = value as number;
  },
  record: (state, [id = '', path = ''], value) => {
    hostOf(state, id).guard.records[path] = value as GuardRecord;
  },
  own: (state, [id = '', ...path], value) => put(hostOf(state, id).own, path, value),
  memory: (state, [id = '', ...path], value) => put(hostOf(state, id).volatile.memory, path, value),
  shared: (state, path, value) => put(state.shared, path, value),
};

function hostOf({ hosts }: FleetState, id: string): HostState {
  hosts[id] ??= newHostState(id, {});
  return hosts[id];
}

/** Rows of containers come before those of what is in them. */
function put(states: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...below] = path;
  if (below.length === 0) states[name] = value;
  else put(states[name] as Record<string, unknown>, below, value);
}
