import type { HeketiIssuer, HeketiKey } from '../../kernel/identity/index.ts';
import type { Secret } from '../../kernel/secrets/index.ts';
import { errors } from './errors.ts';

/** What the configuration decides about this API. */
export interface HeketiSettings {
  /** Absent where tokens are not looked at. */
  readonly keys?: Readonly<Record<HeketiIssuer, HeketiKey>>;
  /** What the issuer `user` may call: contract heketi-api §5.4. */
  readonly userRole: 'wide' | 'exact';
  readonly leewaySeconds: number;
  readonly maxInflightOperations: number;
  /** The project that everything made here belongs to. */
  readonly project: string;
  /** As configured: options separated by commas. An empty text is one empty option (contract heketi-api §13, Q5). */
  readonly optionsBefore: readonly string[];
  readonly optionsAfter: readonly string[];
  /** The same, of volumes that hold block volumes. */
  readonly hostingOptions: readonly string[];
  readonly minBrickGib: number;
  /** Of the hosts that are added here. */
  readonly sshPort: number;
  /** Refuses whatever would change the state. */
  readonly isReadOnly: boolean;
  /** Whether dumps show the logins of block volumes to those who may see them (DECISIONS, "secrets"). */
  readonly exposeSecrets: boolean;
}

/** The part of the configuration that this API reads. */
export interface HeketiConfig {
  readonly adminKey: Secret | undefined;
  readonly userKey: Secret | undefined;
  /** Taken beside the others while clients change over. */
  readonly previousAdminKey: Secret | undefined;
  readonly previousUserKey: Secret | undefined;
  readonly disableAuth: boolean;
  readonly jwtIssuedAtLeewayS: number;
  readonly userRole: 'wide' | 'exact';
  readonly maxInflightOperations: number;
  readonly dbReadOnly: boolean;
  readonly exposeSecrets: boolean;
  readonly bricks: { readonly minSizeGib: number };
  readonly ssh: { readonly port: number };
  readonly volumeOptions: { readonly preRequest: string; readonly postRequest: string };
  readonly blockVolumes: { readonly hostingOptions: string };
}

/** @throws HEKETI_KEYS_MISSING when tokens are to be looked at, and a key is missing or empty */
export function heketiSettings(config: HeketiConfig, project: string): HeketiSettings {
  const keys = config.disableAuth
    ? undefined
    : {
        admin: keyOf(config.adminKey, config.previousAdminKey),
        user: keyOf(config.userKey, config.previousUserKey),
      };
  return {
    ...(keys === undefined ? {} : { keys }),
    userRole: config.userRole,
    leewaySeconds: config.jwtIssuedAtLeewayS,
    maxInflightOperations: config.maxInflightOperations,
    project,
    optionsBefore: config.volumeOptions.preRequest.split(','),
    optionsAfter: config.volumeOptions.postRequest.split(','),
    hostingOptions: config.blockVolumes.hostingOptions.split(','),
    minBrickGib: config.bricks.minSizeGib,
    sshPort: config.ssh.port,
    isReadOnly: config.dbReadOnly,
    exposeSecrets: config.exposeSecrets,
  };
}

function keyOf(key: Secret | undefined, previous: Secret | undefined): HeketiKey {
  if (key === undefined || key.reveal() === '') throw errors.HEKETI_KEYS_MISSING({});
  // Until somebody takes it out of the configuration: the metric of tokens shows when nobody needs it.
  return { current: key, ...(previous === undefined ? {} : { previous: { key: previous, untilMs: Infinity } }) };
}
