import { Type } from 'typebox';

/** A name or an address; with a dash in front it would be an option of gluster. */
const Hostname = Type.String({ pattern: '^[a-zA-Z0-9_:][a-zA-Z0-9_.:-]*$', maxLength: 255 });

/** The first one counts. */
export const Hostnames = Type.Array(Hostname, { minItems: 1, maxItems: 100 });
