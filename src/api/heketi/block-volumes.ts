import { CodedError } from '../../kernel/errors.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { asksFor } from './asked-options.ts';
import { requireKnownClusters } from './known-clusters.ts';
import type { Call } from './parts.ts';
import { accept } from './queue.ts';
import { flag, integer, object, text, texts } from './read-fields.ts';
import { readRequest } from './read-request.ts';
import { IN_USE, Refusal } from './refusal.ts';
import { requireSlot } from './throttle.ts';
import { blockVolumeOf, keptRequest } from './translate.ts';
import { optionalCount, optionalText, requiredCount, requireValid } from './validate.ts';
import { whyNoVolume } from './why-no-volume.ts';

/** Block volumes: contract heketi-api §9.7. */

export const BlockVolumeCreate = object({ size: integer, name: text, clusters: texts, hacount: integer, auth: flag });
export const BlockVolumeExpand = object({ new_size: integer });

export async function listBlockVolumes({ api }: Call): Promise<Answer> {
  return jsonAnswer(200, { blockvolumes: await api.volumes.blockVolumes.list() });
}

/** The login is for those who may see it, as Heketi's administrator may. */
export async function getBlockVolume(call: Call): Promise<Answer> {
  const { blockVolumes } = call.api.volumes;
  const found = await blockVolumes.get(call.id);
  const isTold = found.auth && (await call.may('volume.reveal', found.project));
  return jsonAnswer(200, blockVolumeOf(found, isTold ? await blockVolumes.credentials(found.id) : undefined));
}

export async function createBlockVolume(call: Call): Promise<Answer> {
  const { api } = call;
  const { settings } = api;
  const { size, name, clusters, hacount, auth } = await readRequest(call, BlockVolumeCreate);
  requireValid({
    size: requiredCount(size),
    name: optionalText(name, /^[a-zA-Z0-9_-]+$/),
    hacount: optionalCount(hacount),
  });
  await requireKnownClusters(call, clusters);
  await requireSlot(api);
  const { project } = settings;
  const input = {
    sizeGib: size,
    ...(name === '' ? {} : { name }),
    ...(clusters.length === 0 ? {} : { clusters }),
    ...(hacount === 0 ? {} : { haCount: hacount }),
    ...(auth ? { auth } : {}),
    project,
    hostingRequest: keptRequest({
      durability: { type: 'replicate', replica: 3, data: 0, redundancy: 0 },
      options: asksFor([], { ...settings, block: true }),
    }),
  };
  try {
    const work = { kind: 'block-volume.create', input, project, collection: 'blockvolumes' } as const;
    return await accept(call, { ...work, isTracked: true });
  } catch (error) {
    const reason = error instanceof CodedError ? ((await whyNoVolume(api, error)) ?? whyNoHosting(error)) : undefined;
    if (reason === undefined) throw error;
    throw new Refusal(500, `Failed to allocate new block volume: ${reason}`);
  }
}

function whyNoHosting({ code, fields }: CodedError): string | undefined {
  switch (code) {
    case 'BLOCK_HOSTING_TOO_SMALL':
      return (
        `The size configured for automatic creation of block hosting volumes (${String(fields['hostingGib'])}) is too small ` +
        `to host the requested block volume of size ${String(fields['sizeGib'])}. The available size on this block hosting ` +
        `volume, minus overhead, is ${String(fields['offeredGib'])}. Please create a sufficiently large block hosting volume manually.`
      );
    case 'BLOCK_HOSTING_OFF':
      return 'Block Hosting Volume Creation is disabled. Create a Block hosting volume and try again.';
    default:
      return undefined;
  }
}

export async function expandBlockVolume(call: Call): Promise<Answer> {
  const { api, id: blockVolume } = call;
  const { new_size: sizeGib } = await readRequest(call, BlockVolumeExpand);
  requireValid({ new_size: requiredCount(sizeGib) });
  const { project } = await api.volumes.blockVolumes.get(blockVolume);
  await requireSlot(api);
  try {
    const work = { kind: 'block-volume.expand', input: { blockVolume, sizeGib }, project } as const;
    return await accept(call, { ...work, collection: 'blockvolumes', isTracked: true });
  } catch (error) {
    const reason = error instanceof CodedError ? whyNotExpanded(error) : undefined;
    if (reason === undefined) throw error;
    throw new Refusal(500, `Failed to allocate block volume expansion: ${reason}`);
  }
}

function whyNotExpanded({ code, fields }: CodedError): string | undefined {
  const [from, to] = [String(fields['fromGib']), String(fields['toGib'])];
  switch (code) {
    case 'BLOCK_VOLUME_SIZE_REFUSED':
      return from === to
        ? `Requested new-size ${to} is same as current block volume size ${from}, nothing to be done.`
        : `Requested new-size ${to} is less than current block volume size ${from}, shrinking is not allowed.`;
    case 'BLOCK_VOLUME_NO_SPACE':
      return 'No space';
    case 'BLOCK_VOLUME_BUSY':
      return IN_USE;
    default:
      return undefined;
  }
}

export async function deleteBlockVolume(call: Call): Promise<Answer> {
  const { api, id: blockVolume } = call;
  const found = await findBlockVolume(call);
  if (found !== undefined) await requireSlot(api);
  try {
    const project = found?.project ?? api.settings.project;
    return await accept(call, { kind: 'block-volume.delete', input: { blockVolume }, project, isTracked: true });
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'BLOCK_VOLUME_BUSY') throw error;
    await requireSlot(api);
    throw new Refusal(500, `Failed to set up block volume delete: ${IN_USE}`);
  }
}

/** One that is being made or deleted is shown nowhere; whether it is one of those, the operation finds out. */
async function findBlockVolume({ api, id }: Call): Promise<{ readonly project: string } | undefined> {
  try {
    return await api.volumes.blockVolumes.get(id);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'BLOCK_VOLUME_NOT_FOUND') return undefined;
    throw error;
  }
}
