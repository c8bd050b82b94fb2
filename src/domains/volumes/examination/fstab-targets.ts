import type { HostRead } from './facts.ts';

const remembered = new WeakMap<HostRead, readonly string[]>();

/** Where the lines of a host's fstab mount bricks; found once for a host of thousands of them. */
export function fstabTargets(host: HostRead): readonly string[] {
  const targets = remembered.get(host) ?? host.fstabLines.map((line) => line.trim().split(/\s+/)[1] ?? '');
  remembered.set(host, targets);
  return targets;
}
