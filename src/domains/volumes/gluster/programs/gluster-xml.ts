import { XMLParser } from 'fast-xml-parser';
import { type Grammar, type RunResult, sequence, words } from '../../../../kernel/remote/index.ts';

/** How long the CLI waits for glusterd, which then goes on by itself. */
export interface GlusterTimeLimit {
  readonly timeoutS?: number;
}

/** That of glusterd for what it does with its peers, and Heketi's (contract heketi-engine §5.3). */
const DEFAULT_TIMEOUT_S = 600;

export const timeLimit: Grammar<GlusterTimeLimit> = {
  print: ({ timeoutS = DEFAULT_TIMEOUT_S }) => [`--timeout=${timeoutS}`],
  read: ([first = '']) => {
    const seconds = /^--timeout=(?<seconds>[1-9]\d*)$/.exec(first)?.groups?.['seconds'];
    if (seconds === undefined) return [];
    const timeoutS = Number(seconds);
    return [{ fields: timeoutS === DEFAULT_TIMEOUT_S ? {} : { timeoutS }, taken: 1 }];
  },
};

/**
 * What all gluster commands have in common. `--mode=script` answers questions by itself; with `--xml` the exit code says
 * nothing, most refusals come with code 0 [recorded].
 */
export function glusterXml<Fields extends object>(command: Grammar<Fields>): Grammar<Fields & GlusterTimeLimit> {
  const whole = sequence(words('gluster', '--mode=script'), timeLimit, command, words('--xml'));
  return whole as unknown as Grammar<Fields & GlusterTimeLimit>;
}

/** How long a command may take with all that is around it: a minute more than the CLI waits. */
export function commandTimeMs({ timeoutS = DEFAULT_TIMEOUT_S }: GlusterTimeLimit): number {
  return (timeoutS + 60) * 1000;
}

/** The command was understood and not carried out. */
export type GlusterRefusal =
  | { readonly kind: 'refused'; readonly reason: string }
  /** The volume is not there. */
  | { readonly kind: 'no-volume' }
  /** The CLI runs, and glusterd does not. */
  | { readonly kind: 'no-daemon' };

export type GlusterReply = { readonly kind: 'answered'; readonly output: XmlElement } | GlusterRefusal;

export type XmlElement = Readonly<Record<string, unknown>>;

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });

/**
 * Whether a command was carried out. `opRet` decides. A text in `opErrstr` beside an `opRet` of 0 is a failure too, but
 * replace-brick puts its success there [recorded].
 */
export function readReply({ code, stdout, stderr }: RunResult): GlusterReply {
  if (!stdout.startsWith('<?xml')) {
    if (/^Connection failed\. Please check if gluster daemon/m.test(stdout)) return { kind: 'no-daemon' };
    return refusal(stderr.trim() || stdout.trim() || `it ended with code ${code} and said nothing`);
  }
  const output = child(parser.parse(stdout, true) as XmlElement, 'cliOutput');
  const reason = textOf(output, 'opErrstr').trim();
  if (textOf(output, 'opRet') === '0' && (reason === '' || reason.endsWith('operation successful')))
    return { kind: 'answered', output };
  return refusal(reason === '' ? `opRet ${textOf(output, 'opRet')}, opErrno ${textOf(output, 'opErrno')}` : reason);
}

function refusal(reason: string): GlusterRefusal {
  // Not the same sentence of another member of the pool: then the members disagree.
  return /^(Volume( \S+)? does not exist|Unable to get volinfo for volume name)/.test(reason)
    ? { kind: 'no-volume' }
    : { kind: 'refused', reason };
}

/** The element of a name inside another; an empty one when there is none. */
export function child(element: XmlElement, name: string): XmlElement {
  const found = element[name];
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as XmlElement) : {};
}

/** All elements of a name inside another, in their order. */
export function children(element: XmlElement, name: string): readonly XmlElement[] {
  const found = element[name];
  const list: readonly unknown[] = Array.isArray(found) ? found : found === undefined ? [] : [found];
  return list.map((entry) =>
    typeof entry === 'object' && entry !== null ? (entry as XmlElement) : { '#text': entry },
  );
}

/** The text of an element inside another; empty when there is none. */
export function textOf(element: XmlElement, name: string): string {
  const found = element[name];
  return typeof found === 'string' ? found : '';
}
