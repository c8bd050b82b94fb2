import type { CodedError } from '../../../kernel/errors.ts';
import type { Durability } from '../durability.ts';
import { errors } from '../errors.ts';
import { type PlacementRules, type TagRule, tagRuleIn } from '../placement/placement-rules.ts';
import type { VolumeOption, VolumeSettings } from '../settings.ts';
import type { CreateVolumeInput } from './create-volume-input.ts';

/** Gluster takes options of users as they are; these mean something here (contract heketi-engine §1.6). */
const ARBITER = 'user.heketi.arbiter';
const AVERAGE_FILE_SIZE = 'user.heketi.average-file-size';
const TAGS = 'user.heketi.device-tag-match';
const ZONES = 'user.heketi.zone-checking';

const YES = /^(?:1|t|T|true|TRUE|True)$/;

/** How a volume is placed, from all that its request and the configuration say. */
export interface Steering {
  readonly durability: Durability;
  readonly zones: 'strict' | 'none';
  readonly placement: PlacementRules;
  /** All of the volume, in the order in which they are set. */
  readonly options: readonly VolumeOption[];
}

export type SteeringOutcome =
  | { readonly kind: 'steered'; readonly steering: Steering }
  | { readonly kind: 'refused'; readonly error: CodedError };

/** What options say; of equal ones the last counts. */
export interface OptionsRead {
  readonly wantsArbiter: boolean;
  readonly zones: 'strict' | 'none' | undefined;
  readonly averageFileSizeKib: number | undefined;
  /** `invalid`: there is one that cannot be read. */
  readonly rule: TagRule | 'invalid' | undefined;
  readonly ruleText: string;
}

export function readOptions(options: readonly VolumeOption[]): OptionsRead {
  const last = new Map(options.map(({ key, value }) => [key, value]));
  return {
    wantsArbiter: YES.test(last.get(ARBITER) ?? ''),
    zones: zonesIn(last.get(ZONES)),
    averageFileSizeKib: sizeIn(last.get(AVERAGE_FILE_SIZE)),
    rule: tagRuleOf(last.get(TAGS)),
    ruleText: last.get(TAGS) ?? '',
  };
}

/** By what a volume was placed that has these options and nothing else: one of Heketi's. */
export function placementBy(options: readonly VolumeOption[]): PlacementRules {
  const { averageFileSizeKib, rule } = readOptions(options);
  return {
    ...(averageFileSizeKib === undefined ? {} : { averageFileSizeKib }),
    ...(rule === undefined || rule === 'invalid' ? {} : { require: [rule] }),
  };
}

/** Fields of the request count before options. */
export function steeringOf(input: CreateVolumeInput, settings: VolumeSettings): SteeringOutcome {
  // In the order of contract heketi-engine §1.6: later ones win.
  const given = [
    ...settings.optionsBefore,
    ...(input.block === true ? settings.hosting.options : []),
    ...(input.options ?? []),
    ...settings.optionsAfter,
  ];
  const read = readOptions(given);
  const { durability } = input;
  // compat(heketi): beside other kinds the option says nothing.
  const isArbiter = durability.kind === 'replicate' && (durability.arbiter === true || read.wantsArbiter);
  if (isArbiter && durability.replica !== 3)
    return { kind: 'refused', error: errors.VOLUME_ARBITER_NEEDS_THREE({ replica: durability.replica }) };
  if (read.rule === 'invalid')
    return { kind: 'refused', error: errors.VOLUME_TAG_RULE_INVALID({ rule: read.ruleText }) };
  const averageFileSizeKib = input.placement?.averageFileSizeKib ?? read.averageFileSizeKib;
  const require = [...(input.placement?.require ?? []), ...(read.rule === undefined ? [] : [read.rule])];
  const prefer = input.placement?.prefer ?? [];
  return {
    kind: 'steered',
    steering: {
      durability: isArbiter ? { kind: 'replicate', replica: durability.replica, arbiter: true } : plain(durability),
      zones: input.zoneChecking ?? read.zones ?? settings.zoneChecking,
      placement: {
        ...(averageFileSizeKib === undefined ? {} : { averageFileSizeKib }),
        ...(require.length === 0 ? {} : { require }),
        ...(prefer.length === 0 ? {} : { prefer }),
      },
      // For whoever looks at the volume on the hosts or in Heketi's API, where nothing else tells of the arbiter.
      options: isArbiter && !read.wantsArbiter ? [...given, { key: ARBITER, value: 'true' }] : given,
    },
  };
}

function plain(durability: Durability): Durability {
  return durability.kind === 'replicate' ? { kind: 'replicate', replica: durability.replica } : durability;
}

function tagRuleOf(text: string | undefined): TagRule | 'invalid' | undefined {
  return text === undefined || text === '' ? undefined : (tagRuleIn(text) ?? 'invalid');
}

/** compat(heketi): nothing, or what is no number, is the default. */
function sizeIn(text = ''): number | undefined {
  const size = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  return size === 0 ? undefined : size;
}

/** compat(heketi): what it does not know is `none`, whatever the default is. */
function zonesIn(text: string | undefined): 'strict' | 'none' | undefined {
  if (text === undefined) return undefined;
  return text === 'strict' ? 'strict' : 'none';
}
