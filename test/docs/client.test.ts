import { expect, it } from 'vitest';
import { v2Document } from '../../src/api/v2/index.ts';
import { clientTypes } from './client-types.ts';

it('has types of the client that are those of the OpenAPI document (npm run docs rewrites them)', async () => {
  const document = v2Document('') as Readonly<Record<string, unknown>>;
  await expect(clientTypes(document)).resolves.toMatchFileSnapshot('../../client/api-types.ts');
});
