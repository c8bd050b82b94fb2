import { type Client, dataOf, type Schemas } from '../../../client/index.ts';
import { printValue } from '../output.ts';
import type { OutputOptions } from '../output-option.ts';

/** What standard output gets when an operation has made a volume: its id, or all of it for a program. */
export function madeVolume(
  client: Client,
  { output }: OutputOptions,
): (operation: Schemas['Operation']) => Promise<string> {
  return async ({ result }) => {
    const { volume } = result as { readonly volume: string };
    if (output === 'table') return `${volume}\n`;
    return printValue(await dataOf(client.GET('/volumes/{volume}', { params: { path: { volume } } })), output);
  };
}
