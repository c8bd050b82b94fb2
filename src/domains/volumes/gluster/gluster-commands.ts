import { type Call, call, type CallOptions, type HostId, type Program } from '../../../kernel/remote/index.ts';
import { commandTimeMs, type GlusterTimeLimit } from './programs/gluster-xml.ts';

/** What is to be known of a cluster to send gluster commands to one of its hosts. */
export interface GlusterReach extends GlusterTimeLimit {
  /** Hosts by the names that Gluster calls them: to say whose fault a refusal is. */
  readonly members?: Readonly<Record<string, HostId>>;
}

export interface GlusterCommands {
  /** A command with the time limit of these. */
  readonly call: <Fields extends object, Output>(
    program: Program<Fields & GlusterTimeLimit, Output>,
    fields: Fields,
  ) => Call<Output>;
  readonly options: Pick<CallOptions, 'timeoutMs'>;
}

export function glusterCommands({ timeoutS }: GlusterTimeLimit): GlusterCommands {
  const limit = timeoutS === undefined ? {} : { timeoutS };
  return {
    call: (program, fields) => call(program, { ...fields, ...limit }),
    options: { timeoutMs: commandTimeMs(limit) },
  };
}
