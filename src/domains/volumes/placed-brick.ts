import type { HostId } from '../../kernel/remote/index.ts';
import type { BrickSpec } from './bricks/provisioner.ts';

/** A brick and where it is. A type alias, so that it counts as JSON in a stage's data. */
export type PlacedBrick = BrickSpec & {
  readonly host: HostId;
  readonly storageHostname: string;
  readonly chargedKib: number;
  readonly setIndex: number;
  readonly position: number;
};

/** What Gluster calls it. */
export function glusterBrick({ storageHostname, path }: PlacedBrick): string {
  return `${storageHostname}:${path}`;
}

/** What such a name is made of; the path is empty for what is none. */
export function brickNameParts(name: string): { readonly member: string; readonly path: string } {
  const [member = '', ...path] = name.split(/:(?=\/)/);
  return { member, path: path.join(':') };
}

/** Hosts by the names that Gluster calls them. */
export function membersOf(bricks: readonly PlacedBrick[]): Readonly<Record<string, HostId>> {
  return Object.fromEntries(bricks.map(({ storageHostname, host }) => [storageHostname, host]));
}
