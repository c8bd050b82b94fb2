import { brickPath, MOUNT_ROOT } from '../brick-paths.ts';

const OURS = new RegExp(`^${MOUNT_ROOT}/vg_(?<device>[0-9a-f]{32})/brick_(?<brick>[0-9a-f]{32})(?:/brick)?$`);

/** Which brick a path under our names is of: its mount point, or what Gluster gets. */
export function ourBrick(path: string): { readonly device: string; readonly brick: string } | undefined {
  const { device, brick } = OURS.exec(path)?.groups ?? {};
  return device === undefined || brick === undefined ? undefined : { device, brick };
}

/** Whether a brick lies where we would have made it; others are looked after by whoever made them. */
export function liesAsOurs({
  path,
  device,
  id,
}: {
  readonly path: string;
  readonly device: string;
  readonly id: string;
}) {
  return path === brickPath(device, id);
}
