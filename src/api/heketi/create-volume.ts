import { CodedError } from '../../kernel/errors.ts';
import type { Answer } from './answer.ts';
import { type OptionsAsked, optionsAsked } from './asked-options.ts';
import { requireKnownClusters } from './known-clusters.ts';
import type { Call } from './parts.ts';
import { accept } from './queue.ts';
import { flag, float32, integer, object, text, texts } from './read-fields.ts';
import { readRequest } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { requireSlot } from './throttle.ts';
import { keptRequest } from './translate.ts';
import { optionalText, requiredCount, requireValid } from './validate.ts';
import { whyNoVolume } from './why-no-volume.ts';

export const VolumeCreate = object({
  size: integer,
  name: text,
  clusters: texts,
  durability: object({
    type: text,
    replicate: object({ replica: integer }),
    disperse: object({ data: integer, redundancy: integer }),
  }),
  gid: integer,
  glustervolumeoptions: texts,
  block: flag,
  snapshot: object({ enable: flag, factor: float32 }),
});

type Wish = ReturnType<(typeof VolumeCreate)['read']>;

type Durability =
  | { readonly kind: 'none' }
  | { readonly kind: 'replicate'; readonly replica: number }
  | { readonly kind: 'disperse'; readonly data: number; readonly redundancy: number };

const GID_LIMIT = 2_147_483_647;
const MOST_REPLICAS = 3;
const DEFAULT_REPLICAS = 2;
const DISPERSE_FORMS = ['2+1', '4+2', '8+3', '8+4'];
const KIB_PER_GIB = 1_048_576;

/** `POST /volumes`, with its checks in the order of contract heketi-api §9.6. */
export async function createVolume(call: Call): Promise<Answer> {
  const { api } = call;
  const wish = await readRequest(call, VolumeCreate);
  requireValid({ size: requiredCount(wish.size), name: optionalText(wish.name, /^[a-zA-Z0-9_-]+$/) });
  const durability = checkWish(wish);
  await requireKnownClusters(call, wish.clusters);
  checkSize(wish.size, durability, api.settings.minBrickGib);
  const options = optionsAsked(wish.glustervolumeoptions, { ...api.settings, block: wish.block });
  await requireSlot(api);
  try {
    return await accept(call, {
      kind: 'volume.create',
      input: inputOf(wish, durability, options, api.settings.project),
      project: api.settings.project,
      collection: 'volumes',
      isTracked: true,
    });
  } catch (error) {
    const reason = error instanceof CodedError ? await whyNoVolume(api, error) : undefined;
    if (reason === undefined) throw error;
    throw new Refusal(500, `Failed to allocate new volume: ${reason}`);
  }
}

/** Rows 3 to 8. */
function checkWish({ gid, durability: { type, replicate, disperse }, snapshot }: Wish): Durability {
  if (gid < 0) throw new Refusal(400, 'Bad group id less than zero');
  if (gid >= GID_LIMIT) throw new Refusal(400, 'Bad group id equal or greater than 2**32');
  if (!['', 'none', 'replicate', 'disperse'].includes(type)) throw new Refusal(400, 'Unknown durability type');
  if (snapshot.enable && !(snapshot.factor >= 1 && snapshot.factor <= 100))
    throw new Refusal(400, 'Invalid snapshot factor');
  switch (type) {
    case 'replicate': {
      const replica = replicate.replica === 0 ? DEFAULT_REPLICAS : replicate.replica;
      // Q6: the original takes a negative number, and makes a volume without bricks.
      if (replica < 1 || replica > MOST_REPLICAS) throw new Refusal(400, 'Invalid replica value');
      return { kind: 'replicate', replica };
    }
    case 'disperse': {
      const { data, redundancy } = disperse;
      if (!DISPERSE_FORMS.includes(`${data}+${redundancy}`))
        throw new Refusal(400, `Invalid dispersion combination: ${data}+${redundancy}`);
      return { kind: 'disperse', data, redundancy };
    }
    default:
      return { kind: 'none' };
  }
}

/** Row 11. */
function checkSize(sizeGib: number, durability: Durability, minBrickGib: number): void {
  const least = durability.kind === 'disperse' ? minBrickGib * durability.data : minBrickGib;
  if (sizeGib < least)
    throw new Refusal(
      400,
      `Requested volume size (${sizeGib} GB) is smaller than the minimum supported volume size (${least * KIB_PER_GIB})`,
    );
}

/** What the domain is asked for, with what the volume's reply repeats of the request. */
function inputOf(
  { size, name, clusters, durability: asked, gid, snapshot, block }: Wish,
  durability: Durability,
  { passedOn, shown }: OptionsAsked,
  project: string,
) {
  const { type, replicate, disperse } = asked;
  return {
    sizeGib: size,
    ...(name === '' ? {} : { name }),
    ...(clusters.length === 0 ? {} : { clusters }),
    durability,
    ...(gid === 0 ? {} : { gid }),
    ...(snapshot.enable ? { snapshotFactor: snapshot.factor } : {}),
    ...(passedOn.length === 0 ? {} : { options: passedOn }),
    ...(block ? { block } : {}),
    project,
    request: keptRequest({
      // compat(heketi): Q8, the default number of replicas is used and not shown.
      durability: { type: type === '' ? 'none' : type, replica: replicate.replica, ...disperse },
      options: shown,
    }),
  };
}
