import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The hosts of `lab/gluster`. */

const execute = promisify(execFile);

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: eval "$(lab/gluster up)" first`);
  return value;
}

export interface LabHost {
  /** What lab/gluster calls it. */
  readonly name: string;
  readonly address: string;
}

const addresses = variable('TEST_GLUSTER_ADDRESSES').split(' ');
export const labHosts: readonly LabHost[] = variable('TEST_GLUSTER_HOSTS')
  .split(' ')
  .map((name, index) => ({ name, address: addresses[index] ?? '' }));
/** On every host. */
export const labDevices: readonly string[] = variable('TEST_GLUSTER_DEVICES').split(' ');
export const labKeyFile = variable('TEST_GLUSTER_KEY');
export const labKnownHostsFile = variable('TEST_GLUSTER_KNOWN_HOSTS');

/** `lab/gluster` with these arguments; what it prints. */
export async function lab(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute(variable('TEST_GLUSTER_CONTROL'), args, { timeout: 110_000 });
  return stdout.trim();
}

/** Runs a command on a host, past the network; what it prints. Throws unless it ends with 0. */
export function on(host: LabHost, ...argv: readonly string[]): Promise<string> {
  return lab('exec', host.name, '--', ...argv);
}

/** Runs a text of `sh` on a host. */
export function shellOn(host: LabHost, text: string, ...args: readonly string[]): Promise<string> {
  return on(host, 'sh', '-euc', text, 'sh', ...args);
}

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

/** Entries that the bricks of a volume still owe each other; undefined while one of them does not say. */
export async function countUnhealed(host: LabHost, volume: string): Promise<number | undefined> {
  const report = await on(host, 'gluster', '--mode=script', 'volume', 'heal', volume, 'info');
  const counts = [...report.matchAll(/^Number of entries: (?<count>.*)$/gm)].map((match) => Number(match[1]));
  return counts.length === 0 || counts.some(Number.isNaN) ? undefined : counts.reduce((sum, count) => sum + count, 0);
}
