/** Who the machine's owner is in the audit record: somebody who is nobody's principal. */
export const OWNER = '[owner]';
