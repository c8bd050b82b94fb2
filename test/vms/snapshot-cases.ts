import { describe, expect, it } from 'vitest';
import { type Fleet, mounted, write } from './fleet.ts';
import { findLogicalVolumes, type Guest, guests, on } from './guests.ts';

const snapshotsOf = async (guest: Guest): Promise<string> =>
  on(guest, 'gluster', '--mode=script', 'snapshot', 'list', 'shot');
const groupOf = (volumes: readonly string[], device: string): readonly string[] =>
  volumes.filter((name) => name.startsWith(`vg_${device}/`));

export function describeSnapshots(fleet: () => Fleet, first: Guest): void {
  describe('snapshots', () => {
    it('takes a snapshot of a volume that is mounted, by a thin volume beside each brick', async () => {
      const shot = await fleet().createVolume('shot', { snapshotFactor: 2 });
      const at = await mounted(shot, first);
      const before = await write(first, at);
      const bricks = await Promise.all(guests.map((guest) => fleet().brickOn(guest, shot.id)));
      const were = await Promise.all(guests.map(findLogicalVolumes));
      await fleet().operate(`/volumes/${shot.id}/snapshots`, { name: 'monday' });
      for (const [index, guest] of guests.entries()) {
        const device = bricks[index]?.device ?? '';
        const more =
          groupOf(await findLogicalVolumes(guest), device).length - groupOf(were[index] ?? [], device).length;
        expect(more).toBe(1);
      }
      expect(await snapshotsOf(first)).toBe('monday');
      expect(await write(first, at)).not.toBe(before);
    });
  });
}
