import { type Call, call, type HostSession } from '../../../kernel/remote/index.ts';
import type { Secret } from '../../../kernel/secrets/index.ts';
import { errors } from '../errors.ts';
import { blockCreate, type BlockMade } from './programs/block-create.ts';
import { blockDelete } from './programs/block-delete.ts';
import { blockInfo, type BlockKnown } from './programs/block-info.ts';
import { blockList } from './programs/block-list.ts';
import { blockModify } from './programs/block-modify.ts';
import { BLOCK_TIMEOUT_MS, type BlockPath, type BlockRefusal } from './programs/gluster-block.ts';

export interface BlockWish {
  /** How many of the hosts, from the first on. */
  readonly ha: number;
  readonly auth: boolean;
  readonly prealloc: string;
  /** As clients reach them. */
  readonly hosts: readonly string[];
  readonly sizeGib: number;
}

/** That there is no such block volume, or not even the volume that would hold it, as the host says. */
export type BlockAbsent = { readonly kind: 'no-block' } | { readonly kind: 'no-volume' };

/**
 * gluster-block, through its command line on one host of the pool. Changes must run under the lock of the hosting volume.
 * All throw GLUSTER_BLOCK_DOWN and GLUSTER_BLOCK_REFUSED.
 */
export interface BlockDriver {
  find(block: BlockPath): Promise<BlockKnown | BlockAbsent>;
  /** Names in a hosting volume. */
  names(volume: string): Promise<readonly string[] | BlockAbsent>;
  create(block: BlockPath, wish: BlockWish): Promise<{ readonly gbid: string; readonly password?: Secret }>;
  /** One that is not there counts as removed. */
  remove(block: BlockPath): Promise<void>;
  /** Why not all of its hosts have the new size; undefined when they have. */
  resize(block: BlockPath, sizeGib: number): Promise<string | undefined>;
}

export function blockOn(host: HostSession): BlockDriver {
  const options = { timeoutMs: BLOCK_TIMEOUT_MS };

  const refuse = ({ name: program }: Call<unknown>, block: string, output: BlockRefusal): Error => {
    switch (output.kind) {
      case 'no-daemon':
        return errors.GLUSTER_BLOCK_DOWN({ host: host.id, reason: output.reason });
      case 'no-volume':
        return errors.GLUSTER_BLOCK_REFUSED({ program, block, reason: 'there is no such hosting volume' });
      case 'no-block':
        return errors.GLUSTER_BLOCK_REFUSED({ program, block, reason: 'there is no such block volume' });
      case 'refused':
        return errors.GLUSTER_BLOCK_REFUSED({ program, block, reason: output.reason });
    }
  };

  return {
    find: async (block) => {
      const look = call(blockInfo, { block });
      const output = await host.read(look, options);
      if (output.kind === 'refused' || output.kind === 'no-daemon') throw refuse(look, pathOf(block), output);
      return output;
    },

    names: async (volume) => {
      const look = call(blockList, { volume });
      const output = await host.read(look, options);
      if (output.kind === 'blocks') return output.names;
      if (output.kind === 'no-volume') return output;
      throw refuse(look, volume, output);
    },

    create: async (block, wish): Promise<BlockMade> => {
      const make = call(blockCreate, { block, ...wish });
      const output = await host.change(make, options);
      if (output.kind === 'created') return output;
      throw refuse(make, pathOf(block), output);
    },

    remove: async (block) => {
      const remove = call(blockDelete, { block });
      const output = await host.change(remove, options);
      if (output.kind !== 'deleted' && output.kind !== 'no-block') throw refuse(remove, pathOf(block), output);
    },

    resize: async (block, sizeGib) => {
      const resize = call(blockModify, { block, sizeGib });
      const output = await host.change(resize, options);
      if (output.kind === 'resized' || output.kind === 'same-size') return undefined;
      if (output.kind === 'refused') return output.reason;
      throw refuse(resize, pathOf(block), output);
    },
  };
}

function pathOf({ volume, name }: BlockPath): string {
  return `${volume}/${name}`;
}
