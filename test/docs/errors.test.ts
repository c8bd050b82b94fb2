import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/kernel/errors.ts';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('/errors.ts') && name !== 'kernel/errors.ts',
);
for (const file of files) await import(/* @vite-ignore */ pathToFileURL(`src/${file}`).href);

function page(): string {
  const entries = errorCatalogue().map(
    ({ code, status, retry, when, remedy }) =>
      `## ${code}\n\n| status on /api/v2 | try again |\n| --- | --- |\n| ${status} | ${retryWords[retry]} |\n\n${when}\n\n**What to do:** ${remedy}\n`,
  );
  return `# Errors

Every error has a code that never changes; programs test the code, people read the sentence. This page is made from the
\`errors.ts\` files by \`npm run docs\`.

${entries.join('\n')}`;
}

const retryWords = { never: 'no', backoff: 'later', reread: 'after reading again' } as const;

describe('the catalogue of errors', () => {
  it('is documented in docs/errors.md', async () => {
    expect(errorCatalogue().length).toBeGreaterThan(30);
    await expect(page()).toMatchFileSnapshot('../../docs/errors.md');
  });

  it('says of every code when it happens and what to do, in whole sentences', () => {
    const poor = errorCatalogue().filter(
      ({ when, remedy }) => !/^[A-Z`].*\.$/s.test(when) || !/^[A-Z`].*\.$/s.test(remedy),
    );
    expect(poor).toEqual([]);
  });
});
