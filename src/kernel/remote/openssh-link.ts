import { CodedError, reasonOf } from '../errors.ts';
import type { Account } from './account.ts';
import { checkHostKey } from './check-host-key.ts';
import { errors } from './errors.ts';
import { type HostAddress, shownAddress } from './host-address.ts';
import type { Connect, Ended, Execution, Link, OutputHandlers } from './link.ts';
import { makeOpenSshFiles, type OpenSshFiles } from './openssh-files.ts';
import { type OpenSshMaster, type OpenSshOptions, startOpenSshMaster } from './openssh-master.ts';
import { lastOf, type OpenSshProcess, startOpenSsh } from './openssh-process.ts';
import { probeHostKeys } from './probe-host-keys.ts';

/**
 * Links over the system's ssh: a master for the connection, and one more ssh for each command, which goes through the
 * master's socket.
 */
export function connectByOpenSsh(options: OpenSshOptions): Connect {
  return async (given, signal) => {
    const account = await withHostKeys(given, options, signal);
    const { host, credentials } = account;
    if (
      credentials.privateKey === undefined &&
      credentials.agentSocket === undefined &&
      options.configFile === undefined
    ) {
      throw errors.HOST_UNREACHABLE({ host, reason: "the system's ssh logs in without a person by keys only" });
    }
    const reasons: string[] = [];
    for (const address of account.addresses) {
      const files = await makeOpenSshFiles(options.folder, account, address);
      try {
        const master = await startOpenSshMaster(account, address, files, options, signal);
        return linkOver(master, account, address, files, options);
      } catch (error) {
        await files.remove();
        // Not the next address: something is wrong with this host, whichever way it is reached.
        if (error instanceof CodedError) throw error;
        reasons.push(`${shownAddress(address)}: ${reasonOf(error)}`);
      }
    }
    throw errors.HOST_UNREACHABLE({ host, reason: reasons.length === 0 ? 'it has no address' : reasons.join('; ') });
  };
}

/** ssh has nobody to ask: the first key of a host is found and admitted beforehand. */
async function withHostKeys(
  account: Account,
  { timer, timeoutMs }: OpenSshOptions,
  signal: AbortSignal,
): Promise<Account> {
  if (account.hostKeys.length > 0 || (account.hostAuthorities ?? []).length > 0) return account;
  const { host } = account;
  const reasons: string[] = [];
  for (const address of account.addresses) {
    const found = await probeHostKeys({ host, addresses: [address], timer, timeoutMs, signal }).catch(reasonOf);
    if (typeof found === 'string') {
      reasons.push(found);
      continue;
    }
    const [key] = found;
    if (key === undefined) continue;
    await checkHostKey(account, key, address);
    return { ...account, hostKeys: [key.line] };
  }
  throw errors.HOST_UNREACHABLE({ host, reason: `it shows no key: ${reasons.join('; ')}` });
}

const explainMs = 200;

function linkOver(
  { child, said, ended }: OpenSshMaster,
  account: Account,
  address: HostAddress,
  files: OpenSshFiles,
  options: OpenSshOptions,
): Link {
  const onLoss = new Set<(reason: string) => void>();
  let isClosed = false;
  const lose = (reason: string): void => {
    isClosed = true;
    for (const each of onLoss) each(reason);
  };
  const closed = ended.then(async () => {
    const reason = said().trim() || 'the connection ended';
    lose(reason);
    await files.remove();
    return reason;
  });
  // The ssh of a command ends before its master does, and knows less. A link that failed one of them gets no other.
  const explain = async (said: string): Promise<string> => {
    isClosed = true;
    const over = new AbortController();
    const reason = await Promise.race([closed, options.timer.sleep(explainMs, over.signal)]);
    over.abort();
    return reason ?? said;
  };
  // Without ProxyCommand an ssh that finds no socket would dial by itself, past the checks of the master.
  const settings = {
    BatchMode: 'yes',
    ControlMaster: 'no',
    ControlPath: files.socket,
    ProxyCommand: 'false',
    LogLevel: 'ERROR',
  };
  const { environment } = options;
  const call = { environment, configFile: 'none', settings, account, address };
  return {
    address: shownAddress(address),
    isClosed: () => isClosed,
    execute: (line, input, output) => {
      let child: OpenSshProcess;
      try {
        child = startOpenSsh({ ...call, line });
      } catch (error) {
        return { ended: Promise.resolve({ kind: 'refused', reason: reasonOf(error) }), abandon: () => undefined };
      }
      const execution = follow(child, input, output, explain);
      onLoss.add(execution.lose);
      const end = execution.ended.finally(() => onLoss.delete(execution.lose));
      return { ended: end, abandon: () => execution.abandon() };
    },
    close: (reason) => {
      lose(reason);
      child.kill('SIGKILL');
    },
  };
}

function follow(
  child: OpenSshProcess,
  input: string | Uint8Array | undefined,
  output: OutputHandlers,
  explain: (said: string) => Promise<string>,
): Execution & { readonly lose: (reason: string) => void } {
  const { promise: ended, resolve } = Promise.withResolvers<Ended>();
  let isLetGo = false;
  const said = lastOf(child.stderr);
  child.stdout.on('data', output.stdout);
  child.stderr.on('data', output.stderr);
  // A command need not read all of its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  child.once('error', (error) => resolve({ kind: 'refused', reason: error.message }));
  child.once('close', (code, signalName) => {
    if (isLetGo) return;
    if (code === 255 && /session request failed|Session open refused/.test(said())) {
      resolve({ kind: 'refused', reason: said().trim() });
    } else if (code === null || code === 255) {
      // 255 is what ssh says of itself: our text on the host ends with 0.
      const reason = explain(said().trim() || `ssh ended with ${signalName ?? 'code 255'}`);
      resolve(reason.then((text): Ended => ({ kind: 'lost', reason: text })));
    } else {
      resolve({ kind: 'exited', code });
    }
  });
  const lose = (reason: string): void => {
    isLetGo = true;
    resolve({ kind: 'lost', reason });
    child.kill('SIGKILL');
  };
  return { ended, lose, abandon: () => lose('nobody waits for it any more') };
}
