import { type Form, type Grammar, type RunResult, sequence, words } from '../../../../kernel/remote/index.ts';

/**
 * What all commands of gluster-block have in common. It prints an answer on standard output where it ends with 0, and on
 * standard error otherwise; `RESULT` is left out of some that are good. All texts here are those of the source of
 * gluster-block 0.5.1: real answers are still to be recorded.
 */
export function glusterBlock<Fields extends object>(command: Grammar<Fields>): Grammar<Fields> {
  const whole = sequence(words('gluster-block'), command, words('--json'));
  return whole as unknown as Grammar<Fields>;
}

/** Contract heketi-engine §4.7. */
export const BLOCK_TIMEOUT_MS = 10 * 60_000;

/** What stands before the id of every block volume, in its name as an iSCSI target. */
const IQN_PREFIX = 'iqn.2016-12.org.gluster-block:';

export function iqnOf(gbid: string): string {
  return `${IQN_PREFIX}${gbid}`;
}

/** @throws {TypeError} for the name of another target */
export function gbidIn(iqn: string): string {
  if (!iqn.startsWith(IQN_PREFIX)) throw new TypeError(`'${iqn}' is no target of gluster-block`);
  return iqn.slice(IQN_PREFIX.length);
}

/** The volume that holds a block volume, and the block volume's name in it: one word, with a slash between. */
export interface BlockPath {
  readonly volume: string;
  readonly name: string;
}

const NAME = /^[a-zA-Z0-9_-]+$/;

export const blockPath: Form<BlockPath> = {
  print: ({ volume, name }) => {
    if (!NAME.test(volume) || !NAME.test(name)) throw new TypeError(`'${volume}/${name}' is no path of a block volume`);
    return `${volume}/${name}`;
  },
  read: (text) => {
    const [volume = '', name = '', ...more] = text.split('/');
    return NAME.test(volume) && NAME.test(name) && more.length === 0 ? { volume, name } : undefined;
  },
};

/** The command was understood and not carried out. */
export type BlockRefusal =
  | { readonly kind: 'refused'; readonly reason: string }
  /** The hosting volume is not there. */
  | { readonly kind: 'no-volume' }
  /** The hosting volume is there, and has no block volume of the name. */
  | { readonly kind: 'no-block' }
  /** gluster-block is not installed, or its daemon does not run. */
  | { readonly kind: 'no-daemon'; readonly reason: string };

export type BlockAnswer = Readonly<Record<string, unknown>>;

const NOT_FOUND = 127;

/** What a command answered, or why it was not carried out. */
export function readBlockReply({ code, stdout, stderr }: RunResult): BlockAnswerOr {
  const text = (code === 0 ? stdout : stderr.trim() === '' ? stdout : stderr).trim();
  if (code === NOT_FOUND) return { kind: 'no-daemon', reason: 'gluster-block is not installed' };
  const answer = jsonIn(text);
  if (answer === undefined) {
    const reason = concealPassword(text) || `it ended with code ${code} and said nothing`;
    return NO_DAEMON.test(text) ? { kind: 'no-daemon', reason } : { kind: 'refused', reason };
  }
  if (code === 0 && answer['RESULT'] !== 'FAIL') return { kind: 'answered', answer };
  const said = textOf(answer, 'errMsg').trim();
  if (/^block \S+ doesn't exist$/.test(said)) return { kind: 'no-block' };
  if (/^Volume \S+ does not exist$/.test(said)) return { kind: 'no-volume' };
  return { kind: 'refused', reason: said === '' ? whereItFailed(answer) : said };
}

export type BlockAnswerOr = { readonly kind: 'answered'; readonly answer: BlockAnswer } | BlockRefusal;

/** Both ways in which its command line is built: with libtirpc, and without. */
const NO_DAEMON = /^Connection failed\. Please check if gluster-block daemon|client create failed/m;

/** The line of the answer; what else is printed is not for programs. */
function jsonIn(text: string): BlockAnswer | undefined {
  const line = text.split('\n').find((each) => each.startsWith('{'));
  try {
    const value: unknown = line === undefined ? undefined : JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as BlockAnswer) : undefined;
  } catch {
    // What the parser says has a piece of the text in it.
    return undefined;
  }
}

function whereItFailed(answer: BlockAnswer): string {
  const hosts = [...textsOf(answer, 'FAILED ON'), ...textsOf(answer, 'ROLLBACK FAILED ON')];
  return hosts.length === 0 ? 'it gave no reason' : `it failed on ${hosts.join(', ')}`;
}

export function textOf(answer: BlockAnswer, name: string): string {
  const value = answer[name];
  return typeof value === 'string' ? value : '';
}

export function textsOf(answer: BlockAnswer, name: string): readonly string[] {
  const value = answer[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** The password of a block volume stands in what `create` and `info` print, also where it is cut off. */
export function concealPassword(text: string): string {
  return text.replaceAll(/("PASSWORD"\s*:\s*")[^"]+/g, '$1[secret]').replaceAll(/(PASSWORD: )\S+/g, '$1[secret]');
}
