import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type RealHost, realHosts } from './real-hosts.ts';
import type { HostAccess } from './storage-server.ts';

/** The hosts of `lab/gluster`. */

const execute = promisify(execFile);

const gluster = realHosts('TEST_GLUSTER', 'lab/gluster', { timeoutMs: 110_000 });

export type LabHost = RealHost;
export const labHosts = gluster.hosts;
/** On every host. */
export const labDevices: readonly string[] = gluster.variable('DEVICES').split(' ');
export const { lab, on, shellOn, countUnhealed, untilRebalanced } = gluster;
/** For the server. */
export const labAccess: HostAccess = gluster;

const REMAINS = `
  for device in "$@"; do find "$device" -name '*.img'; done
  findmnt --noheadings --raw --output TARGET | grep '^/var/lib/heketi/mounts/' || true
  grep /var/lib/heketi/mounts/ /etc/fstab || true
  find /var/lib/heketi/mounts -mindepth 2 -maxdepth 2 2>/dev/null || true
`;

/** All that bricks and volumes have left on these hosts, as far as it can be seen from their own side and from below. */
export async function findRemains(hosts: readonly LabHost[] = labHosts): Promise<readonly string[]> {
  const seen = hosts.map(async (host) => {
    const files = await shellOn(host, REMAINS, ...labDevices);
    const volumes = await on(host, 'gluster', '--mode=script', 'volume', 'info');
    const names = [...volumes.matchAll(/^Volume Name: (?<name>.*)$/gm)].map((match) => `volume ${match[1]}`);
    return [...files.split('\n').filter((line) => line !== ''), ...names].map((line) => `${host.name}: ${line}`);
  });
  return (await Promise.all(seen)).flat();
}

/** Images of bricks that any loop device on the machine still has, whatever host it belongs to. */
export async function findLoops(): Promise<readonly string[]> {
  const { stdout } = await execute('losetup', ['--list', '--noheadings', '--raw', '--output', 'BACK-FILE']);
  return stdout.split('\n').filter((file) => labDevices.some((device) => file.includes(`${device}/`)));
}

/** Images of bricks on a host. */
export async function findImages(host: LabHost): Promise<readonly string[]> {
  const found = await shellOn(host, `for device in "$@"; do find "$device" -name '*.img'; done`, ...labDevices);
  return found.split('\n').filter((line) => line !== '');
}
