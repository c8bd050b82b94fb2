import type { Call, HostId, HostSession } from '../../../kernel/remote/index.ts';
import { errors } from '../errors.ts';
import type { GlusterRefusal } from './programs/gluster-xml.ts';

/** Who was asked, and hosts by the names that Gluster calls them: to say whose fault a refusal is. */
export interface Asked {
  readonly host: HostSession;
  readonly members: Readonly<Record<string, HostId>>;
}

/**
 * What a command gave that glusterd has carried out.
 *
 * @throws GLUSTER_DOWN, GLUSTER_REFUSED
 */
export function carriedOut<Output extends { readonly kind: string }>(
  { host, members }: Asked,
  { name: program }: Call<unknown>,
  volume: string,
  output: Output | GlusterRefusal,
): Output {
  switch (output.kind) {
    case 'no-daemon':
      throw errors.GLUSTER_DOWN({ host: host.id });
    case 'no-volume':
      throw errors.GLUSTER_REFUSED({ program, volume, reason: 'there is no such volume' });
    case 'refused': {
      const { reason } = output as Extract<GlusterRefusal, { kind: 'refused' }>;
      const culprit = members[culpritOf(reason) ?? ''];
      throw errors.GLUSTER_REFUSED({ program, volume, reason, ...(culprit === undefined ? {} : { host: culprit }) });
    }
    default:
      return output as Output;
  }
}

/** The member that a refusal names [recorded]: `Host g3 not connected`, `Staging failed on g2. Error: …`. */
function culpritOf(reason: string): string | undefined {
  return /^(?:Host |Staging failed on |Pre Validation failed on )(?<member>\S+?)\.?(?: |$)/.exec(reason)?.groups?.[
    'member'
  ];
}
