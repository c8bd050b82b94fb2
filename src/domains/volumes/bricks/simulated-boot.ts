import type { SimulatedHost } from '../../../kernel/remote/index.ts';
import { attach } from './simulated-mounts.ts';

/** Mounts what a simulated host's fstab says, as its init system would; what cannot be mounted is left out. */
export function mountAtBoot(host: SimulatedHost, fstab: string): void {
  for (const line of (host.files.read(fstab) ?? '').split('\n')) {
    const [source, target, type, options] = line.trim().split(/\s+/);
    if (source === undefined || source.startsWith('#') || target === undefined || type !== 'xfs') continue;
    attach(host, options ?? '', source, target);
  }
}
