import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { heketiDocument, printedHeketiDocument } from '../../src/api/heketi/index.ts';

describe('docs/api/swagger.yml', () => {
  it('is the OpenAPI document of Heketi’s API (npm run docs rewrites it)', async () => {
    await expect(printedHeketiDocument('0')).toMatchFileSnapshot('../../docs/api/swagger.yml');
  });

  it('is valid by the schema of OpenAPI 2.0, as it is printed', async () => {
    const validator = new Validator();
    const found = await validator.validate(parse(printedHeketiDocument('1.2.3')) as Record<string, unknown>);
    expect(found).toEqual({ valid: true });
    expect(validator.version).toBe('2.0');
  });

  it('would not be valid with a schema that only later versions have', async () => {
    const { definitions, ...rest } = heketiDocument('0') as { readonly definitions: object };
    const broken = { ...rest, definitions: { ...definitions, Wrong: { oneOf: [{ type: 'string' }] } } };
    expect(await new Validator().validate(structuredClone(broken))).toMatchObject({ valid: false });
  });
});
