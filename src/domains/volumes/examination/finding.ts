import { createHash } from 'node:crypto';
import type { Json } from '../../../kernel/operations/index.ts';

export type Severity = 'critical' | 'warning' | 'info';

/** What `drift.repair` can do about a finding by itself. */
export type RepairKind =
  | 'mount-brick'
  | 'write-fstab'
  | 'start-volume'
  | 'set-heketi-id'
  | 'remove-debris'
  | 'correct-device';

interface CodeFacts {
  readonly severity: Severity;
  /** What a person does about it. */
  readonly remedy: string;
  readonly repair?: RepairKind;
}

/** What an examination may find. Every code has a line in docs/operating/drift.md; codes never change. */
export const findingCodes = {
  'gluster-silent': {
    severity: 'critical',
    remedy: 'Start glusterd on the nodes of the cluster, and see to it that they can be reached.',
  },
  'host-unread': {
    severity: 'warning',
    remedy: 'Make the host answer (`hostreeve host check`); until then nothing is known of what is on it.',
  },
  'peer-missing': {
    severity: 'critical',
    remedy: 'Look why the node is not in the pool; `gluster peer probe` on a node that is takes it back in.',
  },
  'peer-disconnected': {
    severity: 'warning',
    remedy: 'Start glusterd on the node, and look at the network between the nodes.',
  },
  'peer-unknown': {
    severity: 'info',
    remedy: 'Add the host as a node if it is to be used, or detach it from the pool.',
  },
  'volume-missing': {
    severity: 'critical',
    remedy: 'Its bricks may be whole: look at them before the volume is deleted here or made anew by hand.',
  },
  'volume-replaced': {
    severity: 'critical',
    remedy: 'Somebody deleted the volume and made another one of its name. Decide which of them is wanted.',
  },
  'volume-unknown': {
    severity: 'info',
    remedy: 'Take it over with `hostreeve volume adopt`, or leave it to whoever made it.',
  },
  'volume-stopped': {
    severity: 'warning',
    remedy: 'Start it: its clients have no data meanwhile.',
    repair: 'start-volume',
  },
  'volume-bricks-differ': {
    severity: 'critical',
    remedy:
      'Somebody changed the bricks by hand. Put back those that are recorded: nothing else is safe to do by itself.',
  },
  'heketi-id-differs': {
    severity: 'info',
    remedy: 'Set the option user.heketi.id of the volume to its id.',
    repair: 'set-heketi-id',
  },
  'brick-not-mounted': {
    severity: 'critical',
    remedy: 'Mount it: Gluster does without this copy meanwhile, or without the data.',
    repair: 'mount-brick',
  },
  'bricks-lost-at-boot': {
    severity: 'critical',
    remedy: 'The host has started anew and bricks were not mounted. Look at its journal; repair mounts them.',
    repair: 'mount-brick',
  },
  'brick-not-in-fstab': {
    severity: 'warning',
    remedy: 'Write the line: without it the brick is not mounted when the host starts again.',
    repair: 'write-fstab',
  },
  'storage-missing': {
    severity: 'critical',
    remedy: 'The data of the brick are gone from here. Remove its device or node so that the brick is made elsewhere.',
  },
  'brick-unknown': {
    severity: 'warning',
    remedy: 'Nothing recorded needs it. Repair removes it after Gluster was asked whether a volume does.',
    repair: 'remove-debris',
  },
  'group-unknown': {
    severity: 'warning',
    remedy: 'A device of another installation, or one that was forgotten. Look what is in it before it is removed.',
  },
  'device-missing': {
    severity: 'critical',
    remedy:
      'The disk is gone, or not visible yet. Bring it back, or remove the device so that its bricks are made elsewhere.',
  },
  'device-size-differs': {
    severity: 'warning',
    remedy: 'The device was made larger or smaller. Repair records the size that it has.',
    repair: 'correct-device',
  },
  'device-space-differs': {
    severity: 'warning',
    remedy: 'Something else takes space of the device. Find it and remove it, or let no more bricks be placed there.',
  },
  'pool-data-full': {
    severity: 'warning',
    remedy: 'Free space in the volume or its snapshots, or make the pool larger: writes fail when it is full.',
  },
  'pool-metadata-full': {
    severity: 'warning',
    remedy: 'Make the metadata of the pool larger (`lvextend --poolmetadatasize`): the pool stops when they are full.',
  },
} as const satisfies Readonly<Record<string, CodeFacts>>;

export type FindingCode = keyof typeof findingCodes;

/** Ids of what a finding is about; names where there is no id. A type alias, so that it counts as JSON. */
export type FindingObjects = {
  readonly host?: string;
  readonly node?: string;
  readonly device?: string;
  readonly brick?: string;
  readonly volume?: string;
  /** Of a volume or peer that has no row. */
  readonly name?: string;
};

/** One difference between the hosts and the store. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** With the code, what makes it the same finding the next time. */
  readonly subject: string;
  /** Whose it is: the project of its volume, or of the cluster. */
  readonly project: string;
  readonly objects: FindingObjects;
  /** A sentence: what is there, and what should be. */
  readonly found: string;
  /** What a repair, or an adoption, needs to know besides the objects. */
  readonly details: Json;
  /** Whether `drift.repair` does something about it; a code that has a repair may meet a case that has none. */
  readonly isRepairable: boolean;
}

export function finding(
  code: FindingCode,
  subject: string,
  about: {
    readonly project: string;
    readonly objects: FindingObjects;
    readonly found: string;
    readonly details?: Json;
    readonly severity?: Severity;
    readonly isRepairable?: boolean;
  },
): Finding {
  const facts: CodeFacts = findingCodes[code];
  return {
    code,
    severity: about.severity ?? facts.severity,
    subject,
    project: about.project,
    objects: about.objects,
    found: about.found,
    details: about.details ?? null,
    isRepairable: facts.repair !== undefined && about.isRepairable !== false,
  };
}

export function remedyOf(code: FindingCode): string {
  return findingCodes[code].remedy;
}

export function repairOf({ code, isRepairable }: Pick<Finding, 'code' | 'isRepairable'>): RepairKind | undefined {
  const { repair }: CodeFacts = findingCodes[code];
  return isRepairable ? repair : undefined;
}

/** 32 hex digits; the same for the same difference, on whatever server and however often it is seen. */
export function findingId(cluster: string, { code, subject }: Pick<Finding, 'code' | 'subject'>): string {
  return createHash('sha256').update(`${cluster}\n${code}\n${subject}`).digest('hex').slice(0, 32);
}

const ORDER: readonly Severity[] = ['critical', 'warning', 'info'];

/** The worst first, then by code and subject. */
export function bySeverity(a: Finding, b: Finding): number {
  const difference = ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity);
  return difference !== 0 ? difference : `${a.code} ${a.subject}` < `${b.code} ${b.subject}` ? -1 : 1;
}
