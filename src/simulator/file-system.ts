import { type ChangeLog, checkKeyPart, keyOf } from './change-log.ts';
import { type FileNode, type FileSystemState, newFileSystem } from './fleet-state.ts';

/** The files of one file system, by absolute path from its own root. */
export interface FileSystem {
  get(path: string): Readonly<FileNode> | undefined;
  put(path: string, node: FileNode): void;
  /** `absent` where there is no file. */
  append(path: string, text: string): 'appended' | 'absent';
  drop(path: string): void;
  /** Names of a directory's entries, sorted. */
  list(path: string): readonly string[];
}

export interface FileSystems {
  /** Comes into being, empty, when it is asked for. */
  get(name: string): FileSystem;
  wipe(name: string): void;
}

export function createFileSystems(states: Record<string, FileSystemState>, changes: ChangeLog): FileSystems {
  const opened = new Map<string, FileSystem>();
  return {
    get: (name) => {
      const found = opened.get(name);
      if (found !== undefined) return found;
      // An empty one is no row: it is as well made again.
      states[name] ??= newFileSystem();
      const fileSystem = openFileSystem(checkKeyPart(name), states[name], changes);
      opened.set(name, fileSystem);
      return fileSystem;
    },
    wipe: (name) => {
      for (const path of Object.keys(states[name]?.nodes ?? {})) changes.drop(keyOf('file', name, path));
      delete states[name];
      opened.delete(name);
    },
  };
}

function openFileSystem(name: string, { nodes }: FileSystemState, changes: ChangeLog): FileSystem {
  // Made at the first listing: most file systems are never listed, and one of a host has ten thousands of entries.
  let entries: Map<string, Set<string>> | undefined;
  return {
    get: (path) => nodes[path],
    put: (path, node) => {
      if (entries !== undefined) enter(entries, path);
      nodes[path] = node;
      changes.put(keyOf('file', name, checkKeyPart(path)), node);
    },
    append: (path, text) => {
      const before = nodes[path];
      if (before?.text === undefined) return 'absent';
      const node = { ...before, text: before.text + text };
      nodes[path] = node;
      changes.append(keyOf('file', name, path), node, text);
      return 'appended';
    },
    drop: (path) => {
      delete nodes[path];
      entries?.get(parentOf(path))?.delete(baseOf(path));
      entries?.delete(path);
      changes.drop(keyOf('file', name, path));
    },
    list: (path) => {
      entries ??= group(Object.keys(nodes));
      return [...(entries.get(path) ?? [])].toSorted();
    },
  };
}

function group(paths: readonly string[]): Map<string, Set<string>> {
  const entries = new Map<string, Set<string>>();
  for (const path of paths) enter(entries, path);
  return entries;
}

function enter(entries: Map<string, Set<string>>, path: string): void {
  if (path === '/') return;
  const found = entries.get(parentOf(path));
  if (found === undefined) entries.set(parentOf(path), new Set([baseOf(path)]));
  else found.add(baseOf(path));
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
