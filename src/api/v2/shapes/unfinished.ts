import { type Static, Type } from 'typebox';
import type { UnfinishedInfo } from '../../../domains/volumes/index.ts';
import { rfc3339 } from '../rfc3339.ts';
import { id, pageShape, shape, time } from './common.ts';

export const UnfinishedShape = shape('Unfinished', {
  id: id('Of the record, as the other system had it.'),
  project: id(''),
  kind: Type.String({ description: 'The operation that does the same here, such as `volume.create`.' }),
  createdAt: time('When it began there.'),
  addGib: Type.Optional(Type.Integer({ description: 'What an expansion was to add.' })),
  volumes: Type.Array(Type.String(), { description: 'Ids of what it holds.' }),
  bricks: Type.Array(Type.String()),
  blockVolumes: Type.Array(Type.String()),
  operation: Type.Optional(id('What resolves it now.')),
});
export const UnfinishedPage = pageShape(UnfinishedShape);

export function showUnfinished(info: UnfinishedInfo): Static<typeof UnfinishedShape> {
  const { id: its, project, kind, createdAtMs, addGib, volumes, bricks, blockVolumes, operation } = info;
  return {
    id: its,
    project,
    kind,
    createdAt: rfc3339(createdAtMs),
    ...(addGib === null ? {} : { addGib }),
    volumes: [...volumes],
    bricks: [...bricks],
    blockVolumes: [...blockVolumes],
    ...(operation === null ? {} : { operation }),
  };
}
