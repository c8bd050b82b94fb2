import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { allItems, type Client, dataOf, type Schemas } from '../../../client/index.ts';
import { readPassword } from '../ask-password.ts';
import { errors } from '../errors.ts';
import { type Columns, printOne, printRows, printValue } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { askYes } from './ask-yes.ts';
import { reportText } from './report-text.ts';
import { drainCommand } from './drain-host.ts';
import { findHost } from './find-thing.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { addText } from './tag-options.ts';
import { withServer } from './with-server.ts';

type Host = Schemas['Host'];
type Options = ServerOptions & OutputOptions;

const HOST = 'name or id';

/** `host`: machines, how they are reached, and the keys by which they are known. */
export function hostCommand(): Command {
  return new Command('host')
    .description('hosts: machines, and how they are reached')
    .addCommand(addHostCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(checkCommand())
    .addCommand(acceptKeyCommand())
    .addCommand(drainCommand())
    .addCommand(removeCommand());
}

interface AddOptions extends Options {
  readonly address?: readonly Schemas['HostAddressWish'][];
  readonly keyFile?: readonly string[];
  readonly login?: string;
  readonly sudo?: boolean;
  readonly privateKeyFile?: string;
  readonly passwordStdin?: boolean;
}

function addHostCommand(): Command {
  const command = new Command('add')
    .description('write a host down; standard output has its id')
    .argument('<name>', 'what it is called')
    .option('--address <address>', 'NAME, NAME:PORT, IP or [IPv6]:PORT; may be given several times', addAddress)
    .option('--key-file <file>', 'public key file of the host, to know it by; may be given several times', addText)
    .option('--login <name>', 'account of its own to enter it by')
    .option('--sudo', 'where that account is not root')
    .option('--private-key-file <file>', 'private key of that account, without a passphrase; it is kept sealed')
    .addOption(
      new Option('--password-stdin', 'read the password of that account from standard input').conflicts(
        'privateKeyFile',
      ),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  hostreeve host add node1 --address node1.example.org --address 10.0.0.1:2222\n  hostreeve host check node1',
    );
  return addOutputOption(addServerOptions(command)).action((name: string, options: AddOptions) => {
    const { login, sudo = false, privateKeyFile, passwordStdin = false } = options;
    if (login === undefined && (sudo || privateKeyFile !== undefined || passwordStdin))
      command.error('error: --sudo, --private-key-file and --password-stdin belong to --login', { exitCode: 2 });
    return withServer(options, async (client) => {
      const { address, keyFile, output } = options;
      const body: Schemas['HostWish'] = {
        name,
        ...(address === undefined ? {} : { addresses: [...address] }),
        ...(keyFile === undefined ? {} : { keys: keyFile.map(readText) }),
        ...(login === undefined
          ? {}
          : {
              account: {
                login,
                ...(sudo ? { become: 'sudo' as const } : {}),
                ...(privateKeyFile === undefined ? {} : { privateKey: readText(privateKeyFile) }),
                ...(passwordStdin ? { password: (await readPassword(process.stdin)).reveal() } : {}),
              },
            }),
      };
      const made = await dataOf(client.POST('/hosts', { body }));
      process.stdout.write(output === 'table' ? `${made.id}\n` : printValue(made, output));
      if (process.stderr.isTTY)
        process.stderr.write(`to see whether it can be worked with: hostreeve host check ${name}\n`);
    });
  });
}

/** @throws CLI_INPUT_INVALID */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw errors.CLI_INPUT_INVALID({ problems: [{ message: `${file}: cannot be read (${code})` }] });
  }
}

/** @throws {InvalidArgumentError} */
function addAddress(
  text: string,
  before: readonly Schemas['HostAddressWish'][] | undefined,
): readonly Schemas['HostAddressWish'][] {
  // An IPv6 address has colons of its own.
  const { inner, bare, port } =
    /^(?:\[(?<inner>[^\]]+)\]|(?<bare>[^:[\]]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups ?? {};
  const address = inner ?? bare ?? (/^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/.test(text) ? text : undefined);
  if (address === undefined || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535)
    throw new InvalidArgumentError('Give NAME, NAME:PORT, an IP address, or [IPv6]:PORT.');
  return [...(before ?? []), { address, ...(port === undefined ? {} : { port: Number(port) }) }];
}

const columns: Columns<Host> = {
  ID: ({ id }) => id,
  NAME: ({ name }) => name,
  ADDRESSES: ({ addresses }) => addresses.map(addressText).join(' '),
  KEYS: ({ keys }) => keys.length,
  CHECKED: ({ checkedAt }) => checkedAt,
};

function addressText({ address, port }: Schemas['HostAddress']): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function listCommand(): Command {
  return addOutputOption(addServerOptions(new Command('list').description('show hosts'))).action((options: Options) =>
    withServer(options, async (client) => {
      process.stdout.write(printRows(await allHosts(client), columns, options.output));
    }),
  );
}

function allHosts(client: Client): Promise<readonly Host[]> {
  return allItems((query) => client.GET('/hosts', { params: { query } }));
}

function showCommand(): Command {
  const command = new Command('show').description('show a host with its keys').argument('<host>', HOST);
  return addOutputOption(addServerOptions(command)).action((named: string, options: Options) =>
    withServer(options, async (client) => {
      const { output } = options;
      const host = await findHost(client, named);
      const detail: Columns<Host> = {
        ...columns,
        'MACHINE ID': ({ machineId }) => machineId,
        ACCOUNT: ({ account }) =>
          account === undefined ? undefined : `${account.login}${account.become === undefined ? '' : ' by sudo'}`,
        ADDED: ({ createdAt }) => createdAt,
      };
      process.stdout.write(printOne(host, detail, output));
      if (output === 'table' && host.keys.length > 0)
        process.stdout.write(`\n${printRows(host.keys, keyColumns, output)}`);
    }),
  );
}

const keyColumns: Columns<Schemas['RecordedHostKey']> = {
  TYPE: ({ type }) => type,
  FINGERPRINT: ({ fingerprint }) => fingerprint,
  RECORDED: ({ admittedAt }) => admittedAt,
  HOW: ({ how }) => how,
};

function checkCommand(): Command {
  const command = new Command('check')
    .description('look whether hosts can be worked with, and say what to do; exit code 1 where one cannot')
    .argument('[hosts...]', 'names or ids; all hosts without any');
  return addOutputOption(addServerOptions(command)).action((named: readonly string[], options: Options) =>
    withServer(options, async (client) => {
      const { output } = options;
      const hosts =
        named.length === 0 ? await allHosts(client) : await Promise.all(named.map((name) => findHost(client, name)));
      const reports: Schemas['HostReport'][] = [];
      for (const { id: host } of hosts) {
        const report = await dataOf(client.POST('/hosts/{host}/check', { params: { path: { host } } }));
        reports.push(report);
        if (output === 'table') process.stdout.write(reportText(report));
      }
      if (output !== 'table') process.stdout.write(printValue(reports, output));
      if (reports.some(({ isUsable }) => !isUsable)) process.exitCode = 1;
    }),
  );
}

function acceptKeyCommand(): Command {
  const command = new Command('accept-key')
    .description('know a host by the key that it shows, from now on')
    .argument('<host>', HOST)
    .argument('[fingerprint]', 'SHA256:…; without it, the keys are shown and you are asked')
    .addHelpText(
      'after',
      '\nCompare the fingerprint with that of `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host itself.',
    );
  return addServerOptions(command).action((named: string, fingerprint: string | undefined, options: ServerOptions) =>
    withServer(options, async (client) => {
      const { id: host, name } = await findHost(client, named);
      const accept = async (which: string): Promise<void> => {
        const path = { host, fingerprint: which };
        await dataOf(client.PUT('/hosts/{host}/keys/{fingerprint}', { params: { path } }));
      };
      if (fingerprint !== undefined) return accept(fingerprint);
      const { items } = await dataOf(client.POST('/hosts/{host}/probe-keys', { params: { path: { host } } }));
      if (!process.stdin.isTTY || !process.stderr.isTTY) {
        process.stdout.write(items.map((key) => `${key.type} ${key.fingerprint}\n`).join(''));
        command.error(`error: say which one: hostreeve host accept-key ${name} FINGERPRINT`, { exitCode: 2 });
      }
      for (const key of items)
        if (await askYes(`${name} shows ${key.type} ${key.fingerprint}. Is it the right one? [y/N] `))
          return accept(key.fingerprint);
      return command.error('error: no key was accepted', { exitCode: 1 });
    }),
  );
}

function removeCommand(): Command {
  const command = new Command('remove')
    .description('forget a host, its keys and its account; nothing is done on it')
    .argument('<host>', HOST);
  return addServerOptions(command).action((named: string, options: ServerOptions) =>
    withServer(options, async (client) => {
      const { id: host } = await findHost(client, named);
      await dataOf(client.DELETE('/hosts/{host}', { params: { path: { host } } }));
    }),
  );
}
