import type { SimulatedFiles } from '../kernel/remote/index.ts';
import { type FileSystem, parentOf } from './file-system.ts';
import type { FileNode } from './fleet-state.ts';

/** Where a path leads, through the mounts: a file system and the path in it. */
export interface Place {
  readonly fileSystem: FileSystem;
  readonly path: string;
}

/** The files of a host, over its mounted file systems. `isMountPoint` names directories that cannot go. */
export function createFileTree(
  placeOf: (path: string) => Place,
  isMountPoint: (path: string) => boolean,
): SimulatedFiles {
  const nodeAt = (path: string): Readonly<FileNode> | undefined => {
    const place = placeOf(checkPath(path));
    return place.fileSystem.get(place.path);
  };
  const put = (path: string, node: FileNode): void => {
    const place = placeOf(path);
    place.fileSystem.put(place.path, node);
  };
  const drop = (path: string): void => {
    const place = placeOf(path);
    place.fileSystem.drop(place.path);
  };
  const kindOf: SimulatedFiles['kindOf'] = (path) => {
    const node = nodeAt(path);
    return node === undefined ? 'absent' : node.text === undefined ? 'directory' : 'file';
  };
  const list: SimulatedFiles['list'] = (path) => {
    const { fileSystem, path: inside } = placeOf(checkPath(path));
    return fileSystem.list(inside);
  };

  const makeDirectory: SimulatedFiles['makeDirectory'] = (path, { parents = false, mode = '755' } = {}) => {
    if (kindOf(path) !== 'absent') return 'exists';
    const parent = parentOf(path);
    if (kindOf(parent) === 'absent' && parents) makeDirectory(parent, { parents });
    if (kindOf(parent) !== 'directory') return 'no-parent';
    put(path, { mode, owner: '0:0' });
    return 'made';
  };

  return {
    kindOf,
    list,
    makeDirectory,
    read: (path) => nodeAt(path)?.text,
    write: (path, text, mode = '644') => {
      if (kindOf(path) === 'directory') return 'is-directory';
      if (kindOf(parentOf(path)) !== 'directory') return 'no-parent';
      put(path, { mode, owner: '0:0', ...nodeAt(path), text });
      return 'written';
    },
    append: (path, text) => {
      const place = placeOf(checkPath(path));
      return place.fileSystem.append(place.path, text);
    },
    remove: (path) => {
      const kind = kindOf(path);
      if (kind === 'absent') return 'absent';
      if (kind === 'directory') return 'is-directory';
      drop(path);
      return 'removed';
    },
    removeDirectory: (path) => {
      const kind = kindOf(path);
      if (kind === 'absent') return 'absent';
      if (kind === 'file') return 'not-directory';
      if (isMountPoint(path)) return 'busy';
      if (list(path).length > 0) return 'not-empty';
      drop(path);
      return 'removed';
    },
    modeOf: (path) => nodeAt(path)?.mode,
    ownerOf: (path) => nodeAt(path)?.owner,
    change: (path, what) => {
      const node = nodeAt(path);
      if (node === undefined) return 'absent';
      put(path, { ...node, ...what });
      return 'changed';
    },
  };
}

/** @throws {TypeError} where a real host would resolve what this one does not */
export function checkPath(path: string): string {
  // Nearly all; asked at each look at a file.
  if (path.startsWith('/') && !path.endsWith('/') && !path.includes('//') && !path.includes('/.')) return path;
  if (!/^\/(?!$)|^\/$/.test(path) || /\/\/|\/\.\.?(\/|$)|.\/$/.test(path)) {
    throw new TypeError(`'${path}' is no plain absolute path`);
  }
  return path;
}
