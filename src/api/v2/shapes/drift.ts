import { type Static, Type } from 'typebox';
import type { FindingInfo, HealInfo } from '../../../domains/volumes/index.ts';
import { rfc3339 } from '../rfc3339.ts';
import { id, pageShape, shape, time } from './common.ts';

export const SEVERITY = Type.Enum(['critical', 'warning', 'info'], {
  description: '`critical`: data or copies of them are out of reach, or soon will be.',
});

export const FindingShape = shape('DriftFinding', {
  id: id('The same for as long as the difference is there.'),
  cluster: id('Where it was found.'),
  project: id('Of its volume, or of the cluster.'),
  code: Type.String({ description: 'What kind of difference it is; docs/operating/drift.md has them all.' }),
  severity: SEVERITY,
  objects: shape('DriftObjects', {
    host: Type.Optional(id('')),
    node: Type.Optional(id('')),
    device: Type.Optional(id('')),
    brick: Type.Optional(id('')),
    volume: Type.Optional(id('')),
    name: Type.Optional(
      Type.String({ description: 'Of what has no id here: a volume or brick that is not recorded.' }),
    ),
  }),
  found: Type.String({ description: 'A sentence: what is there, and what should be.' }),
  remedy: Type.String({ description: 'What a person does about it.' }),
  repair: Type.Optional(
    Type.Enum(['mount-brick', 'write-fstab', 'start-volume', 'set-heketi-id', 'remove-debris', 'correct-device'], {
      description: 'What a repair does; absent where only a person can do something.',
    }),
  ),
  firstSeenAt: time('When an examination saw it first.'),
  lastSeenAt: time('When one saw it last.'),
});
export const FindingPage = pageShape(FindingShape);

export const HealShape = shape('Heal', {
  entries: Type.Integer({ description: 'Files and folders that bricks have to give to others.' }),
  unknownBricks: Type.Integer({ description: 'Bricks that could not be asked: what they owe is not known.' }),
  seenAt: time('When Gluster was asked.'),
});

export function showFinding(finding: FindingInfo): Static<typeof FindingShape> {
  const {
    id: its,
    cluster,
    project,
    code,
    severity,
    objects,
    found,
    remedy,
    repair,
    firstSeenMs,
    lastSeenMs,
  } = finding;
  return {
    id: its,
    cluster,
    project,
    code,
    severity,
    objects: { ...objects },
    found,
    remedy,
    ...(repair === undefined ? {} : { repair }),
    firstSeenAt: rfc3339(firstSeenMs),
    lastSeenAt: rfc3339(lastSeenMs),
  };
}

export function showHeal({ entries, unknownBricks, seenAtMs }: HealInfo): Static<typeof HealShape> {
  return { entries, unknownBricks, seenAt: rfc3339(seenAtMs) };
}
