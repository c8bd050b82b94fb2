import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFailed } from 'vitest';
import { type Product, startProduct } from '../conformance/start-product.ts';

/** The product on its data folder, which outlives it. */
export interface StorageServer {
  url(): string;
  /** Of its first administrator, for our own API. */
  token(): string;
  /** As a crash would: not a word to anybody. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Operations that have not ended well, as the store has them. */
  troubles(): readonly Trouble[];
  /** Should the case fail that calls it, says what the server did: the end of its log, and its troubles. */
  tellOnFailure(): void;
}

export interface Trouble {
  readonly kind: string;
  readonly state: string;
  /** What it says of itself: which host has what. */
  readonly error: string;
}

/** How the server enters the hosts, and knows them. */
export interface HostAccess {
  readonly keyFile: string;
  readonly knownHostsFile: string;
}

/** Reaches the hosts of a lab over SSH, as an operator would set it up. */
export async function startStorageServer(
  folder: string,
  { keyFile, knownHostsFile }: HostAccess,
): Promise<StorageServer> {
  const config = join(folder, 'hostreeve.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      heketi: { executor: 'ssh', disableAuth: true, ssh: { user: 'root', port: 22, keyFile } },
      hosts: { enrol: 'known_hosts', knownHostsFile },
    }),
  );
  return startServerOn(join(folder, 'data'), ['--config', config]);
}

/** With a data folder that may be somebody's already. */
export async function startServerOn(data: string, args: readonly string[]): Promise<StorageServer> {
  const launch = (): Promise<Product> => startProduct([...args, '--data', data]);
  let product = await launch();
  const troubles = (): readonly Trouble[] => {
    const store = new DatabaseSync(join(data, 'hostreeve.sqlite'), { readOnly: true });
    try {
      return store
        .prepare("select kind, state, coalesce(error, '') as error from operation where state <> 'succeeded'")
        .all() as unknown as readonly Trouble[];
    } finally {
      store.close();
    }
  };
  return {
    url: () => product.url,
    token: () => readFileSync(join(data, 'admin-token'), 'utf8').trim(),
    kill: async () => {
      const ended = once(product.process, 'exit');
      product.process.kill('SIGKILL');
      await ended;
    },
    start: async () => {
      product = await launch();
    },
    stop: () => product.stop(),
    troubles,
    tellOnFailure: () => {
      onTestFailed(() => {
        process.stderr.write(`${product.log.slice(-80).join('\n')}\n${JSON.stringify(troubles(), null, 1)}\n`);
      });
    },
  };
}
