import type { Json } from '../../kernel/operations/index.ts';
import { IN_USE } from './refusal.ts';

/** An operation that failed, as far as its text goes. */
export interface Failure {
  readonly kind: string;
  readonly input: Json;
  readonly error: { readonly code: string; readonly message: string; readonly fields: Json } | null | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * What the queue says of an operation that failed, with no prefix (contract heketi-api §2): what the program on the host
 * said, where one did, otherwise Heketi's sentence for the case, or ours where it has none.
 */
export function failureText({ kind, input, error }: Failure): string {
  if (error === null || error === undefined) return 'the operation failed';
  const fields = fieldsOf(error.fields);
  const said = saidByProgram(error.code, fields) ?? error.message;
  switch (kind) {
    case 'volume.delete':
      if (error.code === 'VOLUME_HAS_SNAPSHOTS') return snapshotsText(fields);
      return `Unable to delete volume ${nameIn(fields, input)}: ${said}`;
    case 'device.remove':
    case 'node.remove':
      return evacuationText(kind, fieldsOf(input), error.code, fields) ?? said;
    case 'brick.evict':
      return evictionText(error.code, fields) ?? said;
    case 'device.resync':
      return error.code === 'DEVICE_BUSY' ? IN_USE : said;
    case 'block-volume.create':
      return blockText(error.code, said);
    case 'device.add':
      return deviceText(fieldsOf(input), error.code, fields) ?? said;
    default:
      return said;
  }
}

/** compat(heketi): clients and tests read what the executor said, and nothing around it. */
function saidByProgram(code: string, fields: Fields): string | undefined {
  const said = ['COMMAND_FAILED', 'BRICK_DEVICE_FULL'].includes(code)
    ? fields['said']
    : isGluster(code)
      ? fields['reason']
      : undefined;
  return typeof said === 'string' && said.trim() !== '' ? said.trim() : undefined;
}

function isGluster(code: string): boolean {
  return ['GLUSTER_REFUSED', 'GLUSTER_BLOCK_REFUSED', 'BLOCK_VOLUME_PARTLY_EXPANDED', 'VOLUME_OPTION_REFUSED'].includes(
    code,
  );
}

/** Contract heketi-engine §4.6. */
export function snapshotsText({ volume, snapshots }: Fields): string {
  return `Unable to delete volume ${String(volume)} because it contains ${String(snapshots)} snapshots`;
}

/** Contract heketi-api §9.3. */
function evacuationText(kind: string, input: Fields, code: string, fields: Fields): string | undefined {
  switch (code) {
    case 'DEVICE_NO_REPLACEMENT':
      return kind === 'device.remove'
        ? `Unable to delete device [${String(fields['device'])}] as no device was found to replace it: No Replacement was found for resource requested to be removed`
        : `Unable to remove node [${String(input['node'])}] as no device was found to replace device [${String(fields['device'])}]`;
    case 'DEVICE_BUSY':
    case 'NODE_BUSY':
    case 'VOLUME_BUSY':
      return IN_USE;
    case 'BRICK_NEEDED':
      return neededText(fields);
    default:
      return undefined;
  }
}

/** Contract heketi-api §9.8. */
function evictionText(code: string, fields: Fields): string | undefined {
  switch (code) {
    case 'DEVICE_NO_REPLACEMENT':
      return 'No Replacement was found for resource requested to be removed';
    case 'VOLUME_BUSY':
    case 'BRICK_PENDING':
      return IN_USE;
    case 'BRICK_NEEDED':
      return neededText(fields);
    default:
      return undefined;
  }
}

function neededText({ brick, up, needed }: Fields): string {
  return typeof up === 'number' && typeof needed === 'number'
    ? `Cannot replace brick ${String(brick)} as only ${up} of ${needed} required peer bricks are online`
    : `Cannot replace brick ${String(brick)} as it is source brick for data to be healed`;
}

/** Contract heketi-api §9.7, heketi-engine §4.7. */
function blockText(code: string, said: string): string {
  switch (code) {
    case 'BLOCK_HOSTS_MISSING':
      return 'insufficient block hosts online';
    case 'GLUSTER_BLOCK_REFUSED':
      return `Failed to create block volume: ${said}`;
    default:
      return said;
  }
}

/** Contract heketi-api §9.5. */
function deviceText(input: Fields, code: string, fields: Fields): string | undefined {
  switch (code) {
    case 'DEVICE_HOLDS_DATA':
      return `Initializing device ${String(input['name'])} failed (already initialized or contains data?): ${String(fields['found'])}`;
    case 'DEVICE_NOT_USABLE':
      return `Initializing device ${String(input['name'])} failed (failed to check device contents): ${String(fields['found'])}`;
    case 'DEVICE_IN_USE':
      return `Device already in use (ID: ${String(fields['device'])})`;
    case 'DEVICE_DESTROY_UNSAFE':
      return `Can not destroy device, destroy may not be safe: it may be the device ${String(fields['device'])}`;
    default:
      return undefined;
  }
}

function nameIn(fields: Fields, input: Json): string {
  return String(fields['volume'] ?? fieldsOf(input)['volume']);
}

function fieldsOf(value: Json): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
