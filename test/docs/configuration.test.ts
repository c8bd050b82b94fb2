import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/kernel/config/index.ts';
import { configurationPage, exampleYaml } from './configuration-page.ts';

describe('docs/configuration.md', () => {
  it('lists every setting (npm run docs rewrites it)', async () => {
    await expect(configurationPage()).toMatchFileSnapshot('../../docs/configuration.md');
  });

  it('has an example that loads', () => {
    const { config } = loadConfig({ flags: {}, env: {}, yamlPath: 'hostreeve.yaml', readFile: () => exampleYaml });
    expect(config.heketi.bricks.maxSizeGib).toBe(2048);
  });
});
