import { constants } from 'node:os';
import type { Client, ClientChannel, ConnectConfig } from 'ssh2';
import { CodedError, reasonOf } from '../errors.ts';
import type { Account } from './account.ts';
import { checkHostKey } from './check-host-key.ts';
import { errors } from './errors.ts';
import { type HostAddress, shownAddress } from './host-address.ts';
import { hostKeyOf, readHostKey } from './host-key.ts';
import type { Connect, Ended, Execution, Link, OutputHandlers } from './link.ts';
import { type DialOptions, openSshClient, type SshClient } from './ssh-client.ts';

/** Links over the ssh2 library. A login may try each of its credentials; the host key is checked before any of them. */
export function connectBySsh2({ timer, timeoutMs }: Omit<DialOptions, 'signal'>): Connect {
  return async (account, signal) => {
    const reasons: string[] = [];
    for (const address of account.addresses) {
      let refusal: unknown;
      const hostVerifier = (blob: Buffer, verify: (isKnown: boolean) => void): void => {
        checkHostKey(account, hostKeyOf(blob), address).then(
          () => verify(true),
          (error: unknown) => {
            refusal = error;
            verify(false);
          },
        );
      };
      try {
        const config = { ...loginOf(account), hostVerifier, algorithms: { serverHostKey: keyAlgorithms(account) } };
        return linkOver(await openSshClient(address, config, { timer, timeoutMs, signal }), address);
      } catch (error) {
        // Not the next address: something is wrong with this host, whichever way it is reached.
        if (refusal instanceof CodedError) throw refusal;
        reasons.push(`${shownAddress(address)}: ${reasonOf(refusal ?? error)}`);
      }
    }
    const reason = reasons.length === 0 ? 'it has no address' : reasons.join('; ');
    throw errors.HOST_UNREACHABLE({ host: account.host, reason });
  };
}

function loginOf({ login, credentials }: Account): ConnectConfig {
  const { privateKey, agentSocket, password } = credentials;
  return {
    username: login,
    ...(privateKey === undefined ? {} : { privateKey: privateKey.reveal() }),
    ...(agentSocket === undefined ? {} : { agent: agentSocket }),
    ...(password === undefined ? {} : { password: password.reveal() }),
    authHandler: [
      ...(privateKey === undefined ? [] : (['publickey'] as const)),
      ...(agentSocket === undefined ? [] : (['agent'] as const)),
      ...(password === undefined ? [] : (['password'] as const)),
    ],
  };
}

// What ssh2 and OpenSSH have in common, without SHA-1; a server picks the first of ours that it has.
const allAlgorithms = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;
type KeyAlgorithm = (typeof allAlgorithms)[number];

/** Those of recorded keys first, so that a host with several keys shows one that is recorded. */
function keyAlgorithms({ hostKeys }: Account): KeyAlgorithm[] {
  const known = new Set(hostKeys.map((line) => readHostKey(line).type));
  const isKnown = (algorithm: KeyAlgorithm): boolean =>
    known.has(algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm);
  return [...allAlgorithms.filter(isKnown), ...allAlgorithms.filter((each) => !isKnown(each))];
}

function linkOver({ client, isClosed, onLoss }: SshClient, address: HostAddress): Link {
  let isLetGo = false;
  return {
    address: shownAddress(address),
    isClosed: () => isLetGo || isClosed(),
    execute: (line, input, output) => {
      const execution = execute(client, line, input, output);
      onLoss.add(execution.lose);
      const ended = execution.ended.finally(() => onLoss.delete(execution.lose));
      return { ended, abandon: () => execution.abandon() };
    },
    close: (reason) => {
      isLetGo = true;
      for (const lose of onLoss) lose(reason);
      client.end();
      // A host that is silent would keep the socket for a quarter of an hour.
      client.destroy();
    },
  };
}

function execute(
  client: Client,
  line: string,
  input: string | Uint8Array | undefined,
  output: OutputHandlers,
): Execution & { readonly lose: (reason: string) => void } {
  const { promise: ended, resolve } = Promise.withResolvers<Ended>();
  const lose = (reason: string): void => resolve({ kind: 'lost', reason });
  let channel: ClientChannel | undefined;
  try {
    client.exec(line, (error, opened) => {
      if (error === undefined) {
        channel = opened;
        follow(opened, output, resolve);
        opened.end(input);
      } else if ('reason' in error && typeof error.reason === 'number') {
        // RFC 4254, section 5.1: the server opened no channel, mostly for having MaxSessions of them.
        resolve({ kind: 'refused', reason: error.message });
      } else {
        lose(error.message);
      }
    });
  } catch (error) {
    // ssh2 throws without sending anything when its socket has ended; the link counts as closed at once after that.
    resolve({ kind: 'refused', reason: reasonOf(error) });
  }
  return {
    ended,
    lose,
    abandon: () => {
      lose('nobody waits for it any more');
      channel?.close();
    },
  };
}

function follow(channel: ClientChannel, output: OutputHandlers, resolve: (ended: Ended) => void): void {
  channel.on('data', output.stdout);
  channel.stderr.on('data', output.stderr);
  channel.on('error', (error: Error) => resolve({ kind: 'lost', reason: error.message }));
  let code: number | undefined;
  channel.on('exit', (status: number | null, signal?: NodeJS.Signals) => {
    code = status ?? 128 + (signal === undefined ? 0 : constants.signals[signal]);
  });
  const finish = (): void =>
    resolve(
      code === undefined ? { kind: 'lost', reason: 'its session ended without a code' } : { kind: 'exited', code },
    );
  // ssh2 waits with this for the end of standard output only.
  channel.on('close', () => {
    if (channel.stderr.readableEnded) finish();
    else channel.stderr.once('end', finish);
  });
}
