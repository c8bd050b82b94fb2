import { type RealHost, realHosts } from '../lab/real-hosts.ts';
import type { HostAccess } from '../lab/storage-server.ts';

/** The guests of `lab/vms`, and what is on their disks. */

const vms = realHosts('TEST_VMS', 'lab/vms', { timeoutMs: 900_000 });

export type Guest = RealHost;
export const guests = vms.hosts;
/** Names of the raw disks, the same on every guest. */
export const disks: readonly string[] = vms.variable('DISKS').split(' ');
export const { lab, on, shellOn, countUnhealed } = vms;
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
