import type { CodedError } from '../../../kernel/errors.ts';
import { DISPERSE_FORMS, type Durability } from '../durability.ts';
import { errors } from '../errors.ts';
import { smallestVolumeGib } from '../placement/brick-sizes.ts';
import type { VolumeSettings } from '../settings.ts';
import type { CreateVolumeInput } from './create-volume-input.ts';

/** Below the largest gid that Linux has no other use for (contract heketi-engine §1.5). */
const GID_LIMIT = 2_147_483_647;
const REPLICA_MOST = 3;

/** What the form alone cannot say (contract heketi-engine §1.2, §1.5 to §1.7); undefined when all is well. */
export function checkVolumeInput(input: CreateVolumeInput, settings: VolumeSettings): CodedError | undefined {
  const { name, sizeGib, durability, gid = 0, snapshotFactor = 1, options = [] } = input;
  const problems: readonly (readonly [field: string, reason: string | undefined])[] = [
    ['name', whyNotName(name)],
    ['durability', checkDurability(durability)],
    ['gid', gid >= 0 && gid < GID_LIMIT ? undefined : `from 0 up to ${GID_LIMIT - 1}`],
    ['snapshotFactor', snapshotFactor >= 1 && snapshotFactor <= 100 ? undefined : 'from 1 to 100'],
    ['options', options.map(checkOption).find((reason) => reason !== undefined)],
    ['sizeGib', checkSize(sizeGib, durability, settings)],
  ];
  const [field, reason] = problems.find((problem) => problem[1] !== undefined) ?? [];
  return field === undefined || reason === undefined ? undefined : errors.VOLUME_INPUT_INVALID({ field, reason });
}

/** Of a volume or a snapshot. A leading dash would be an option to the gluster CLI. */
export function whyNotName(name: string | undefined): string | undefined {
  return name === undefined || /^[a-zA-Z0-9_][a-zA-Z0-9_-]*$/.test(name)
    ? undefined
    : 'only letters, digits, underscores and dashes, and no dash in front';
}

function checkDurability(durability: Durability): string | undefined {
  switch (durability.kind) {
    case 'none':
      return undefined;
    case 'replicate':
      return durability.replica >= 1 && durability.replica <= REPLICA_MOST
        ? undefined
        : `from 1 to ${REPLICA_MOST} replicas`;
    case 'disperse':
      return DISPERSE_FORMS.some(
        ({ data, redundancy }) => data === durability.data && redundancy === durability.redundancy,
      )
        ? undefined
        : `one of ${DISPERSE_FORMS.map(({ data, redundancy }) => `${data}+${redundancy}`).join(', ')}`;
  }
}

function checkOption({ key, value }: { readonly key: string; readonly value: string }): string | undefined {
  if (!/^[a-zA-Z0-9_][a-zA-Z0-9._-]*$/.test(key)) return `'${key}' is no name of an option`;
  if (value === '' || value.startsWith('--') || /[\0\r\n]/.test(value))
    return `the value of ${key} is empty, has more than one line, or begins with two dashes`;
  return undefined;
}

function checkSize(sizeGib: number, durability: Durability, settings: VolumeSettings): string | undefined {
  const least = smallestVolumeGib(durability, settings);
  return sizeGib >= least
    ? undefined
    : `at least ${least} GiB: a brick is never smaller than ${settings.minBrickGib} GiB`;
}
