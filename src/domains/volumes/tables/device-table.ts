import type { Statement } from '../../../kernel/store/index.ts';

/**
 * Takes space of devices that still offer it. More must be free than is taken (contract heketi-engine §1.3); a device or
 * node that was set offline since, or is being removed, refuses.
 */
export function chargeDevices(
  bricks: readonly { readonly device: string; readonly chargedKib: number }[],
): readonly Statement[] {
  const sums = new Map<string, number>();
  for (const { device, chargedKib } of bricks) sums.set(device, (sums.get(device) ?? 0) + chargedKib);
  // In one order, so that two batches never wait for each other's rows.
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([device, kib]) => ({
      sql: `update gluster_device set used_kib = used_kib + $1
      where id = $2 and state = 'online' and removed_by is null and total_kib - used_kib > $3
        and exists (select 1 from gluster_node where id = gluster_device.node and state = 'online')`,
      values: [kib, device, kib],
      changes: 1,
    }));
}

/** From then on nothing else comes to it or goes from it, until `releaseDevice`. */
export function holdDevice(device: string, operation: string): Statement {
  return {
    sql: `update gluster_device set removed_by = $1 where id = $2 and state = 'offline' and removed_by is null`,
    values: [operation, device],
    changes: 1,
  };
}

export function releaseDevice(device: string, operation: string): Statement {
  return {
    sql: 'update gluster_device set removed_by = null where id = $1 and removed_by = $2',
    values: [device, operation],
  };
}

/** Only an empty device is retired; `failed` is what Heketi's clients show as removed. */
export function retireDevice(device: string, operation: string): Statement {
  return {
    sql: `update gluster_device set state = 'failed' where id = $1 and removed_by = $2 and state = 'offline'
      and not exists (select 1 from gluster_brick where device = gluster_device.id)`,
    values: [device, operation],
    changes: 1,
  };
}

export function unretireDevice(device: string, operation: string): Statement {
  return {
    sql: `update gluster_device set state = 'offline' where id = $1 and removed_by = $2 and state = 'failed'`,
    values: [device, operation],
    changes: 1,
  };
}
