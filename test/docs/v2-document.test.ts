import { expect, it } from 'vitest';
import { v2Document } from '../../src/api/v2/index.ts';

it('docs/api/v2.json is the OpenAPI document of /api/v2 (npm run docs rewrites it)', async () => {
  const text = `${JSON.stringify(v2Document('0'), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../docs/api/v2.json');
});
