import type { Statement } from '../../../kernel/store/index.ts';
import type { DeviceFacts } from '../bricks/device.ts';
import type { DeviceKind } from '../inventory/cluster-view.ts';
import { keepNode } from './node-table.ts';

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

/**
 * Refused where one of the devices is being removed. It has no more room to give for what shares the pool of a brick, and
 * a device that is offline keeps what it has.
 */
export function keepDevices(devices: readonly string[]): readonly Statement[] {
  const ids = [...new Set(devices)].toSorted();
  return [
    {
      sql: `update gluster_device set used_kib = used_kib where removed_by is null
        and id in (${ids.map((_, index) => `$${index + 1}`).join(', ')})`,
      values: ids,
      changes: ids.length,
    },
  ];
}

/** The size that its host says, unless it is another one by now, or is being taken away. */
export function correctDevice(device: string, fromKib: number, toKib: number): Statement {
  return {
    sql: `update gluster_device set total_kib = $1
      where id = $2 and total_kib = $3 and removed_by is null and state <> 'adding'`,
    values: [toKib, device, fromKib],
  };
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
export function retireDevice(device: string, operation: string, from: 'online' | 'offline' = 'offline'): Statement {
  return {
    sql: `update gluster_device set state = 'failed' where id = $1 and removed_by = $2 and state = $3
      and not exists (select 1 from gluster_brick where device = gluster_device.id)`,
    values: [device, operation, from],
    changes: 1,
  };
}

export function unretireDevice(device: string, operation: string, to: 'online' | 'offline' = 'offline'): Statement {
  return {
    sql: `update gluster_device set state = $1 where id = $2 and removed_by = $3 and state = 'failed'`,
    values: [to, device, operation],
    changes: 1,
  };
}

/** A type alias, so that it counts as JSON in a stage's data. */
export type NewDevice = {
  readonly id: string;
  readonly node: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly tags: Readonly<Record<string, string>>;
};

/** A device that offers nothing yet, and is shown nowhere. Refused when its node has gone or is being taken away. */
export function insertDevice({ id, node, name, kind, tags }: NewDevice): readonly Statement[] {
  return [
    keepNode(node),
    {
      sql: `insert into gluster_device (id, node, name, kind, state, total_kib, extent_kib, tags)
        values ($1, $2, $3, $4, 'adding', 0, 4096, $5)`,
      values: [id, node, name, kind, JSON.stringify(tags)],
    },
  ];
}

/** From then on it takes bricks. */
export function finishDevice(device: string, { totalKib, extentKib, pvUuid, paths }: DeviceFacts): Statement {
  return {
    sql: `update gluster_device set state = 'online', total_kib = $1, extent_kib = $2, pv_uuid = $3, paths = $4
      where id = $5 and state = 'adding'`,
    values: [totalKib, extentKib, pvUuid, JSON.stringify(paths), device],
    changes: 1,
  };
}

/** What a device was found to be, if nothing came to it or went from it since, and nobody works on it. */
export function keepReading(device: string, usedKib: number, facts: DeviceFacts): Statement {
  const { sql, values } = setFacts(device, facts);
  return {
    sql: `${sql} and used_kib = $6 and removed_by is null and state <> 'adding'
      and not exists (select 1 from gluster_brick where device = gluster_device.id and operation is not null)`,
    values: [...(values ?? []), usedKib],
    changes: 1,
  };
}

export function setFacts(device: string, { totalKib, extentKib, pvUuid, paths }: DeviceFacts): Statement {
  return {
    sql: 'update gluster_device set total_kib = $1, extent_kib = $2, pv_uuid = $3, paths = $4 where id = $5',
    values: [totalKib, extentKib, pvUuid, JSON.stringify(paths), device],
  };
}

export function dropNewDevice(device: string): Statement {
  return {
    sql: `delete from gluster_device where id = $1 and state = 'adding'`,
    values: [device],
    changes: 1,
  };
}

/** An operation takes hold of a removed device that has nothing on it. */
export function holdFailedDevice(device: string, operation: string): Statement {
  return {
    sql: `update gluster_device set removed_by = $1 where id = $2 and state = 'failed' and removed_by is null
      and not exists (select 1 from gluster_brick where device = gluster_device.id)`,
    values: [operation, device],
    changes: 1,
  };
}

/** Before what is below it goes: whatever comes after, no brick is placed on it any more. */
export function exhaustDevice(device: string, operation: string): Statement {
  return {
    sql: 'update gluster_device set total_kib = 0 where id = $1 and removed_by = $2',
    values: [device, operation],
  };
}

export function deleteDevice(device: string, operation: string): Statement {
  return {
    sql: 'delete from gluster_device where id = $1 and removed_by = $2',
    values: [device, operation],
    changes: 1,
  };
}

/** All devices of a node that is held; their number is what was planned with. */
export function holdDevicesOf(node: string, operation: string, count: number): Statement {
  return {
    sql: 'update gluster_device set removed_by = $1 where node = $2 and removed_by is null',
    values: [operation, node],
    changes: count,
  };
}

export function releaseDevicesOf(node: string, operation: string): Statement {
  return {
    sql: 'update gluster_device set removed_by = null where node = $1 and removed_by = $2',
    values: [node, operation],
  };
}
