import { describe, expect, it } from 'vitest';
import type { VolumeInfo } from '../lab/heketi-http.ts';
import { type Fleet, mounted, sumsOf, write } from './fleet.ts';
import { findLogicalVolumes, type Guest, guests, lab, on, shellOn } from './guests.ts';

interface Snapshot {
  readonly snapshot: string;
}

const snapshotsOf = async (guest: Guest): Promise<string> =>
  on(guest, 'gluster', '--mode=script', 'snapshot', 'list', 'shot');
const groupOf = (volumes: readonly string[], device: string): readonly string[] =>
  volumes.filter((name) => name.startsWith(`vg_${device}/`));

/** They leave two volumes, on bricks that Gluster has made: `shot` was put back to a snapshot, `copy` is a clone of it. */
export function describeSnapshots(
  fleet: () => Fleet,
  expectHealthy: (volume: VolumeInfo) => Promise<void>,
  [first, second]: readonly [Guest, Guest, Guest],
): void {
  describe('snapshots and clones', () => {
    let shot: VolumeInfo;
    let taken: Snapshot;
    let before: string;

    it('takes a snapshot of a volume that is mounted, by a thin volume beside each brick', async () => {
      shot = await fleet().createVolume('shot', { snapshotFactor: 2 });
      const at = await mounted(shot, first);
      before = await write(first, at);
      const bricks = await Promise.all(guests.map((guest) => fleet().brickOn(guest, shot.id)));
      const were = await Promise.all(guests.map(findLogicalVolumes));
      taken = await fleet().operate<Snapshot>(`/volumes/${shot.id}/snapshots`, { name: 'monday' });
      for (const [index, guest] of guests.entries()) {
        const device = bricks[index]?.device ?? '';
        const more =
          groupOf(await findLogicalVolumes(guest), device).length - groupOf(were[index] ?? [], device).length;
        expect(more).toBe(1);
      }
      expect(await snapshotsOf(first)).toBe('monday');
      expect(await write(first, at)).not.toBe(before);
    });

    it('makes a volume of a snapshot, which holds what was there then, and is written by itself', async () => {
      const now = await sumsOf(first, await mounted(shot, first));
      await fleet().operate(`/snapshots/${taken.snapshot}/clone`, { name: 'copy' });
      const copy = await fleet().volumeNamed('copy');
      const at = await mounted(copy, second);
      expect(await sumsOf(second, at)).toBe(before);
      const changed = await write(second, at);
      expect(await sumsOf(first, '/srv/mnt/shot')).toBe(now);
      expect(await sumsOf(second, at)).toBe(changed);
      await expectHealthy(copy);
    });

    it('clones a volume as it is now, and leaves no snapshot, and nothing of the clone once that is deleted', async () => {
      const were = await Promise.all(guests.map(findLogicalVolumes));
      const at = await mounted(shot, first);
      const clone = await fleet().heketi.carryOut<VolumeInfo>('POST', `/volumes/${shot.id}/clone`, { name: 'twin' });
      expect(await sumsOf(second, await mounted(clone, second))).toBe(await sumsOf(first, at));
      expect(await snapshotsOf(first)).toBe('monday');
      await lab('unmount', second.name, 'twin');
      await fleet().deleteVolume(clone);
      expect(await Promise.all(guests.map(findLogicalVolumes))).toEqual(were);
    });

    it('puts a volume back to a snapshot, and takes its old bricks away to the last line of fstab', async () => {
      const old = await Promise.all(guests.map((guest) => fleet().brickOn(guest, shot.id)));
      await fleet().operate(`/snapshots/${taken.snapshot}/restore`, {});
      expect(await sumsOf(first, await mounted(shot, first))).toBe(before);
      for (const [index, guest] of guests.entries()) {
        const { id, device, path } = old[index] ?? { id: '', device: '', path: '' };
        expect(await findLogicalVolumes(guest)).not.toContain(`vg_${device}/brick_${id}`);
        expect(await shellOn(guest, 'cat /etc/fstab; findmnt --noheadings --raw --output TARGET')).not.toContain(
          path.replace(/\/brick$/, ''),
        );
        expect((await fleet().brickOn(guest, shot.id)).path).toMatch(/^(\/var)?\/run\/gluster\/snaps\//);
      }
      expect(await snapshotsOf(first)).not.toContain('monday');
      await expectHealthy(shot);
    });

    it('finds nothing amiss where Gluster has made the thin volumes, beside a snapshot', async () => {
      expect(await fleet().examine()).toEqual([]);
      const later = await fleet().operate<Snapshot>(`/volumes/${shot.id}/snapshots`, { name: 'tuesday' });
      expect(await fleet().examine()).toEqual([]);
      await fleet().remove(`/snapshots/${later.snapshot}`);
    });
  });
}
