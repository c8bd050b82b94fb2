import type { Scratch } from '../kernel/store/index.ts';
import { type ChangeLog, keyOf, keyParts } from './change-log.ts';
import type { FileNode, FleetState } from './fleet-state.ts';
import { readFleetState } from './read-fleet-state.ts';
import { differenceOf, type TextPatch } from './text-patch.ts';

/** The state of a fleet in a file: what it was when it was opened, and what has changed since. */
export interface KeptFleet {
  readonly state: FleetState;
  readonly changes: ChangeLog;
  /**
   * Writes what has changed, together with what others change until the next turn; undefined where nothing has. A process
   * that is killed afterwards loses nothing of it.
   *
   * Rejects with what the scratch file throws; the changes are written the next time then.
   */
  readonly keep: () => Promise<void> | undefined;
  readonly close: () => void;
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

/** @param nextTurn without it each change is written by itself, and at once */
export function openKeptFleet(scratch: Scratch, nextTurn?: () => Promise<unknown>): KeptFleet {
  const changed = new Map<string, unknown>();
  /** What was added to the end of files that have changed in no other way. */
  const appended = new Map<string, string>();
  const { state, patchKeys } = readFleetState(scratch.entries());
  const longTexts = wholeTexts(scratch, state, patchKeys);
  let isClosed = false;
  const commit = (): void => {
    // What still runs when the file is closed has nobody who waits for it.
    if (changed.size === 0 || isClosed) return;
    const rows: Row[] = [];
    const texts: (readonly [string, LongText | undefined])[] = [];
    for (const [key, value] of changed) {
      if (key.startsWith(FILE))
        texts.push([key, addFileRows(rows, key, longTexts.get(key), value as FileNode, appended.get(key))]);
      else rows.push([key, value === undefined ? undefined : JSON.stringify(value)]);
    }
    scratch.write(rows);
    changed.clear();
    appended.clear();
    for (const [key, text] of texts) {
      if (text === undefined) longTexts.delete(key);
      else longTexts.set(key, text);
    }
  };
  let next: Promise<void> | undefined;
  const writeNextTurn = async (): Promise<void> => {
    await nextTurn?.();
    next = undefined;
    commit();
  };
  const keep: KeptFleet['keep'] = () => {
    if (changed.size === 0) return next;
    next ??= writeNextTurn();
    return next;
  };
  return {
    state,
    changes: {
      put: (key, value) => {
        appended.delete(key);
        changed.set(key, value);
      },
      append: (key, value, text) => {
        if (!changed.has(key) || appended.has(key)) appended.set(key, (appended.get(key) ?? '') + text);
        changed.set(key, value);
      },
      drop: (key) => {
        appended.delete(key);
        changed.set(key, undefined);
      },
    },
    keep,
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
  appended: string | undefined,
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
    rows.push([patchKey(key, patches), JSON.stringify(patchOf(before.node.text ?? '', text, appended))]);
    return { node, patches };
  }
  for (let number = 1; number <= (before?.patches ?? 0); number += 1) rows.push([patchKey(key, number), undefined]);
  rows.push([key, node === undefined ? undefined : JSON.stringify(node)]);
  return node === undefined || text.length < LONG_TEXT ? undefined : { node, patches: 0 };
}

/** What was appended is known: to find it, both texts would have to be read. */
function patchOf(before: string, after: string, appended: string | undefined): TextPatch {
  return appended === undefined ? differenceOf(before, after) : [before.length, 0, appended];
}

function patchKey(key: string, number: number): string {
  return keyOf(key, `${number}`.padStart(6, '0'));
}

/** Writes the differences of long texts as whole texts again, so that each has none. */
function wholeTexts(
  scratch: Scratch,
  { fileSystems }: FleetState,
  patchKeys: readonly string[],
): Map<string, LongText> {
  const rows = new Map<string, string | undefined>();
  for (const key of patchKeys) {
    const [kind = '', fileSystem = '', path = ''] = keyParts(key);
    const whole = keyOf(kind, fileSystem, path);
    rows.set(key, undefined);
    if (!rows.has(whole)) rows.set(whole, JSON.stringify(fileSystems[fileSystem]?.nodes[path]));
  }
  if (rows.size > 0) scratch.write(rows);
  const longTexts = new Map<string, LongText>();
  for (const [name, { nodes }] of Object.entries(fileSystems))
    for (const [path, node] of Object.entries(nodes))
      if ((node.text?.length ?? 0) >= LONG_TEXT) longTexts.set(keyOf('file', name, path), { node, patches: 0 });
  return longTexts;
}
