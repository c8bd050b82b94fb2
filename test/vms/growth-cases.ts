import { describe, expect, it } from 'vitest';
import type { VolumeInfo } from '../lab/heketi-http.ts';
import { type Fleet, mounted, sumsOf, write } from './fleet.ts';
import { type Guest, guests, lab, on, untilRebalanced } from './guests.ts';

/** A rebalance may leave a client blind for single files until their folder was listed; see docs/hosts. */
const listed = (guest: Guest, at: string): Promise<string> => on(guest, 'ls', '-U', at);

/** They leave nothing. */
export function describeGrowth(
  fleet: () => Fleet,
  expectHealthy: (volume: VolumeInfo) => Promise<void>,
  [first, second, third]: readonly [Guest, Guest, Guest],
  /** One that no device is on, and its number. */
  spare: { readonly disk: string; readonly number: number },
): void {
  describe('volumes of other shapes, and what grows', () => {
    it('expands a volume with data by thin volumes, and spreads the data over them', async () => {
      const volume = await fleet().createVolume('wide');
      const at = await mounted(volume, first);
      const written = await write(first, at);
      const { bricks } = await fleet().heketi.carryOut<VolumeInfo>('POST', `/volumes/${volume.id}/expand`, {
        expand_size: 1,
      });
      expect(bricks).toHaveLength(2 * guests.length);
      await untilRebalanced(first, 'wide');
      await listed(first, at);
      expect(await sumsOf(first, at)).toBe(written);
      expect(
        Number(await on(first, 'df', '--output=size', '-B1M', at).then((text) => text.split('\n')[1])),
      ).toBeGreaterThan(1900);
      await lab('unmount', first.name, 'wide');
      await fleet().deleteVolume(volume);
    });

    it('makes a volume with an arbiter, whose brick is small and holds no data', async () => {
      const volume = await fleet().createVolume('two-and-one', { options: ['user.heketi.arbiter true'] });
      const at = await mounted(volume, first, second);
      const written = await write(first, at);
      expect(await sumsOf(second, at)).toBe(written);
      expect(await on(first, 'gluster', '--mode=script', 'volume', 'info', volume.name)).toContain('1 x (2 + 1) = 3');
      const bricks = await Promise.all(
        guests.map(async (guest) => ({ guest, ...(await fleet().brickOn(guest, volume.id)) })),
      );
      const [arbiter, ...others] = bricks.toSorted((a, b) => a.size - b.size);
      if (arbiter === undefined) throw new TypeError('there is no brick');
      expect(await on(arbiter.guest, 'stat', '-c', '%s', `${arbiter.path}/big`)).toBe('0');
      for (const { guest, path, size } of others) {
        expect(size).toBeGreaterThan(arbiter.size);
        expect(await sumsOf(guest, path)).toBe(written);
      }
      await expectHealthy(volume);
      for (const guest of [first, second]) await lab('unmount', guest.name, volume.name);
      await fleet().deleteVolume(volume);
    });

    it('takes what a disk has grown by', async () => {
      const before = await fleet().addDevice(third, spare.disk);
      await lab('grow-disk', third.name, String(spare.number), '14');
      await fleet().heketi.carryOut('GET', `/devices/${before.id}/resync`);
      const after = await fleet().deviceOf(third, spare.disk);
      expect(after.storage.total - before.storage.total).toBe(2 * 1024 * 1024);
      expect(after.storage.free).toBe(after.storage.total);
      const columns = ['--units', 'k', '--nosuffix', '--noheadings', '-o', 'vg_size'];
      expect(Number(await on(third, 'vgs', ...columns, `vg_${before.id}`))).toBe(after.storage.total);
      await fleet().removeDevice(before.id);
    });
  });
}
