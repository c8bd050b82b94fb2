import { CodedError, reasonOf } from '../errors.ts';
import { type Account, type AdmitHostKey, readHostKey } from '../remote/index.ts';
import { errors } from './errors.ts';
import type { Host } from './host.ts';
import { parseKnownHosts } from './known-hosts.ts';
import type { HostParts } from './parts.ts';
import { realFiles, type WatchedFile, watchFile } from './watched-file.ts';

/** What counts as a proof that something is this host. */
export type Trust = Pick<Account, 'hostKeys' | 'hostAuthorities' | 'revokedKeys' | 'onUnknownKey'>;

/**
 * How a host is known, by `hosts.enrol`. Recorded keys always count. Where a file or an authority is asked, nothing is
 * recorded: the file stays the only place to change.
 *
 * What is given back throws HOST_KEYS_FILE_UNREADABLE.
 */
export function createEnrolment(
  { settings, clock, files = realFiles }: Pick<HostParts, 'settings' | 'clock' | 'files'>,
  admitFirst: (host: Host) => AdmitHostKey,
): (host: Host) => Promise<Trust> {
  const { enrolment } = settings;
  const recorded = ({ keys }: Host): readonly string[] => keys.map(({ line }) => line);
  const watch = <Content>(file: string, parse: (text: string) => Content): WatchedFile<Content> => {
    const read = watchFile(file, parse, { files, clock });
    return () =>
      read().catch((error: unknown) => {
        if (error instanceof CodedError) throw error;
        const problem = `it cannot be read (${reasonOf(error)})`;
        throw errors.HOST_KEYS_FILE_UNREADABLE({ file, problem }, { cause: error });
      });
  };
  switch (enrolment.kind) {
    case 'refuse':
      return (host) => Promise.resolve({ hostKeys: recorded(host), onUnknownKey: 'refuse' });
    case 'first-use':
      return (host) => Promise.resolve({ hostKeys: recorded(host), onUnknownKey: admitFirst(host) });
    case 'known-hosts': {
      const readAll = enrolment.files.map((file) => watch(file, parseKnownHosts));
      return async (host) => {
        const lists = await Promise.all(readAll.map((read) => read()));
        const found = lists.flatMap(({ find }) => host.addresses.map(find));
        return {
          hostKeys: [...new Set([...recorded(host), ...found.flatMap(({ keys }) => keys)])],
          hostAuthorities: [...new Set(found.flatMap(({ authorities }) => authorities))],
          revokedKeys: lists.flatMap(({ revoked }) => revoked),
          onUnknownKey: 'refuse',
        };
      };
    }
    case 'ca': {
      const { file } = enrolment;
      const read = watch(file, (text) => parseAuthorities(file, text));
      return async (host) => ({
        hostKeys: recorded(host),
        hostAuthorities: await read(),
        onUnknownKey: 'refuse',
      });
    }
  }
}

function parseAuthorities(file: string, text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const keys = lines.flatMap((line, index) => {
    if (line === '' || line.startsWith('#')) return [];
    try {
      return [readHostKey(line).line];
    } catch (error) {
      const problem = `line ${index + 1} is no public key`;
      throw errors.HOST_KEYS_FILE_UNREADABLE({ file, problem }, { cause: error });
    }
  });
  if (keys.length === 0) throw errors.HOST_KEYS_FILE_UNREADABLE({ file, problem: 'it has no key' });
  return keys;
}
