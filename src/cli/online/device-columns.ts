import type { Schemas } from '../../../client/index.ts';
import type { Columns } from '../output.ts';
import { sizeText } from './size-text.ts';

type Device = Schemas['Device'];

/** Devices in a table, with their nodes where it is told what those are called. */
export function deviceColumns(nameOf?: (node: string) => string): Columns<Device> {
  return {
    ID: ({ id }) => id,
    ...(nameOf === undefined ? {} : { NODE: ({ node }) => nameOf(node) }),
    NAME: ({ name }) => name,
    KIND: ({ kind }) => kind,
    STATE: ({ state }) => state,
    TOTAL: ({ totalKib }) => sizeText(totalKib),
    FREE: ({ freeKib }) => sizeText(freeKib),
    BRICKS: ({ bricks }) => bricks.length,
  };
}
