import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../store/fixtures.ts';
import { makeCertificate } from '../tls/make-certificate.ts';
import { heketiCli } from './heketi-cli.ts';
import { startProduct } from './start-product.ts';

const KEYS = { user: 'admin', key: 'My Secret' };

it('heketi-cli and our own commands work over HTTPS, with a certificate that is replaced meanwhile', async () => {
  const folder = temporaryFolder();
  const { certFile, keyFile } = makeCertificate(folder, 'first');
  const config = join(folder, 'heketi.json');
  const jwt = { admin: { key: KEYS.key }, user: { key: 'another-key' } };
  const tls = { enable_tls: true, cert_file: certFile, key_file: keyFile };
  writeFileSync(config, JSON.stringify({ port: '8080', ...tls, jwt, glusterfs: { executor: 'mock' } }));
  const data = join(folder, 'data');
  const product = await startProduct(['--data', data, '--heketi-config', config]);
  onTestFinished(() => product.stop());
  expect(product.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);

  const cli = heketiCli(product.url, KEYS);
  const kept = join(folder, 'kept.pem');
  copyFileSync(certFile, kept);
  expect(await cli(['-C', kept, 'cluster', 'create'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('id:'),
  });
  expect(await cli(['--insecure-tls', 'cluster', 'list'])).toMatchObject({ code: 0 });
  expect(await cli(['cluster', 'list'])).toMatchObject({ code: 255, stderr: expect.stringContaining('certificate') });
  const plain = heketiCli(product.url.replace('https:', 'http:'), KEYS);
  expect(await plain(['cluster', 'list'])).toMatchObject({
    code: 255,
    stderr: expect.stringContaining('Client sent an HTTP request to an HTTPS server.'),
  });

  const second = makeCertificate(folder, 'second');
  copyFileSync(second.keyFile, keyFile);
  copyFileSync(second.certFile, certFile);
  product.process.kill('SIGHUP');
  await vi.waitFor(() => expect(product.log.filter((line) => line.includes('with this certificate'))).toHaveLength(2));
  expect(await cli(['-C', second.certFile, 'cluster', 'list'])).toMatchObject({ code: 0 });
  expect(await cli(['-C', kept, 'cluster', 'list'])).toMatchObject({ code: 255 });

  const ours = (...args: readonly string[]) =>
    spawnSync('bin/hostreeve', ['cluster', 'list', '--server', product.url, '--data', data, ...args], {
      encoding: 'utf8',
    });
  expect(ours('--ca-file', second.certFile)).toMatchObject({ status: 0, stderr: '' });
  expect(ours().stderr).toContain('self-signed certificate');
  expect(ours('--ca-file', config).stderr).toContain('is no file of certificates');
});
