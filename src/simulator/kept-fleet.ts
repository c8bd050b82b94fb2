import type { Scratch } from '../kernel/store/index.ts';
import { type ChangeLog, keyOf, keyParts } from './change-log.ts';
import type { FileNode, FleetState } from './fleet-state.ts';
import { readFleetState } from './read-fleet-state.ts';
import { differenceOf } from './text-patch.ts';

/** The state of a fleet in a file: what it was when it was opened, and what has changed since. */
export interface KeptFleet {
  readonly state: FleetState;
  readonly changes: ChangeLog;
  /**
   * Writes what has changed: a killed process loses nothing of it. Does nothing where nothing has.
   *
   * @throws what the scratch file throws; the changes are kept for the next time
   */
  commit(): void;
  close(): void;
}

type Row = readonly [key: string, text: string | undefined];

/** A long text as the file has it, and as how many differences. */
interface LongText {
  readonly node: FileNode;
  readonly patches: number;
}

/** From this length on, only differences are written: an fstab has hundreds of kilobytes, and gets a line at a time. */
const LONG_TEXT = 8_192;
const MOST_PATCHES = 256;

export function openKeptFleet(scratch: Scratch): KeptFleet {
  const changed = new Map<string, unknown>();
  const state = readFleetState(scratch.entries());
  const longTexts = wholeTexts(scratch, state);
  let isClosed = false;
  const commit = (): void => {
    // What still runs when the file is closed has nobody who waits for it.
    if (changed.size === 0 || isClosed) return;
    const rows: Row[] = [];
    const texts: (readonly [string, LongText | undefined])[] = [];
    for (const [key, value] of changed) {
      if (key.startsWith(FILE)) texts.push([key, addFileRows(rows, key, longTexts.get(key), value as FileNode)]);
      else rows.push([key, value === undefined ? undefined : JSON.stringify(value)]);
    }
    scratch.write(rows);
    changed.clear();
    for (const [key, text] of texts) {
      if (text === undefined) longTexts.delete(key);
      else longTexts.set(key, text);
    }
  };
  return {
    state,
    changes: {
      put: (key, value) => changed.set(key, value),
      drop: (key) => changed.set(key, undefined),
    },
    commit,
    close: () => {
      commit();
      isClosed = true;
      scratch.close();
    },
  };
}

const FILE = keyOf('file', '');

/** Adds the rows that bring a file up to date; gives what the file has of it then, when that is a long text. */
function addFileRows(
  rows: Row[],
  key: string,
  before: LongText | undefined,
  node: FileNode | undefined,
): LongText | undefined {
  const text = node?.text ?? '';
  if (before !== undefined && node === before.node) return before;
  if (
    before !== undefined &&
    before.patches < MOST_PATCHES &&
    text.length >= LONG_TEXT &&
    before.node.mode === node?.mode &&
    before.node.owner === node.owner
  ) {
    const patches = before.patches + 1;
    rows.push([patchKey(key, patches), JSON.stringify(differenceOf(before.node.text ?? '', text))]);
    return { node, patches };
  }
  for (let number = 1; number <= (before?.patches ?? 0); number += 1) rows.push([patchKey(key, number), undefined]);
  rows.push([key, node === undefined ? undefined : JSON.stringify(node)]);
  return node === undefined || text.length < LONG_TEXT ? undefined : { node, patches: 0 };
}

function patchKey(key: string, number: number): string {
  return keyOf(key, `${number}`.padStart(6, '0'));
}

/** Writes the differences of long texts as whole texts again, so that each has none. */
function wholeTexts(scratch: Scratch, { fileSystems }: FleetState): Map<string, LongText> {
  const rows: Row[] = [];
  for (const [key] of scratch.entries()) {
    const [kind, fileSystem = '', path = '', patch] = keyParts(key);
    if (kind !== 'file' || patch === undefined) continue;
    rows.push([key, undefined], [keyOf(kind, fileSystem, path), JSON.stringify(fileSystems[fileSystem]?.nodes[path])]);
  }
  scratch.write(new Map(rows));
  const longTexts = new Map<string, LongText>();
  for (const [name, { nodes }] of Object.entries(fileSystems))
    for (const [path, node] of Object.entries(nodes))
      if ((node.text?.length ?? 0) >= LONG_TEXT) longTexts.set(keyOf('file', name, path), { node, patches: 0 });
  return longTexts;
}
