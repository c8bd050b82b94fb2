import type { Schemas } from '../../../client/index.ts';
import { visible } from '../output.ts';

/** What was found on a host, and what to do about it. */
export function reportText({ name, isUsable, reachedAt, login, system, findings }: Schemas['HostReport']): string {
  const facts = [
    ...(reachedAt === undefined ? [] : [`at ${reachedAt}`]),
    ...(login === undefined ? [] : [`as ${login.name}${login.become === undefined ? '' : ' by sudo'}`]),
    ...(system === undefined ? [] : [system]),
  ];
  const head = `${name}: ${isUsable ? 'can be worked with' : 'cannot be worked with'}`;
  const lines = [facts.length === 0 ? head : `${head} (${facts.join(', ')})`];
  for (const { severity, text, remedy } of findings) lines.push(`  ${severity}: ${text}`, `    ${remedy}`);
  return lines.map((line) => `${visible(line)}\n`).join('');
}
