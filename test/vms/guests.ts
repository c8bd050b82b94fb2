import { type RealHost, realHosts } from '../lab/real-hosts.ts';
import type { HostAccess } from '../lab/storage-server.ts';

/** The guests of `lab/vms`, and what is on their disks. */

const vms = realHosts('TEST_VMS', 'lab/vms', { timeoutMs: 900_000 });

export type Guest = RealHost;
export const guests = vms.hosts;
/** Names of the raw disks, the same on every guest. */
export const disks: readonly string[] = vms.variable('DISKS').split(' ');
export const { lab, on, shellOn, countUnhealed, untilRebalanced } = vms;
/** For the server. */
export const access: HostAccess = vms;

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Logical volumes, hidden ones too, as `group/name`. */
export async function findLogicalVolumes(guest: Guest): Promise<readonly string[]> {
  return lines(await on(guest, 'lvs', '--all', '--noheadings', '--separator', '/', '-o', 'vg_name,lv_name'));
}

/** Physical volumes, as `disk group`. */
export async function findPhysicalVolumes(guest: Guest): Promise<readonly string[]> {
  return lines(await on(guest, 'pvs', '--noheadings', '--separator', ' ', '-o', 'pv_name,vg_name'));
}

const REMAINS = `
  findmnt --noheadings --raw --output TARGET | grep -E '^(/var/lib/heketi/mounts|/run/gluster/snaps)/' || true
  grep /var/lib/heketi/mounts/ /etc/fstab || true
  find /var/lib/heketi/mounts -mindepth 2 -maxdepth 2 2>/dev/null || true
  find /srv/*/device -name '*.img' 2>/dev/null || true
  dmsetup ls | grep ^vg_ || true
  gluster --mode=script snapshot list | sed '/^No snapshots present/d; s/^/snapshot /'
  gluster --mode=script volume info | sed -n 's/^Volume Name: /volume /p'
`;

/** All that bricks and volumes have left on these guests; groups and physical volumes are what devices are. */
export async function findRemains(of: readonly Guest[] = guests): Promise<readonly string[]> {
  const seen = of.map(async (guest) => {
    const found = [...lines(await shellOn(guest, REMAINS)), ...(await findLogicalVolumes(guest))];
    return found.map((line) => `${guest.name}: ${line}`);
  });
  return (await Promise.all(seen)).flat();
}

/** What is mounted where bricks are, by what it is: a thin volume, or an image behind a loop device. */
export async function findBrickMounts(guest: Guest): Promise<readonly string[]> {
  const text = `findmnt --noheadings --raw --types xfs --output TARGET | grep '^/var/lib/heketi/mounts/' || true`;
  return lines(await shellOn(guest, text));
}

/** Whether each brick that a volume has on these guests has its process; undefined while glusterd does not say. */
export async function areBricksUp(volume: string, of: readonly Guest[]): Promise<boolean | undefined> {
  const [first] = of;
  if (first === undefined) return undefined;
  const asked = on(first, 'gluster', '--mode=script', 'volume', 'status', volume, '--xml');
  // Refused while another command works on the volume, and for a moment after a start.
  const report = await asked.catch(() => '');
  const bricks = [...report.matchAll(/<hostname>(?<host>[^<]*)<.*?<path>\/(?:.*?)<status>(?<status>\d)</gs)];
  const ours = bricks.filter(({ groups }) => of.some(({ address }) => address === groups?.['host']));
  return ours.length < of.length ? undefined : ours.every(({ groups }) => groups?.['status'] === '1');
}
