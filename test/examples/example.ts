import type { TokenOptions } from '../heketi/tokens.ts';

/** What a document shows, in our words: what is asked for, and what has to come back. */
export interface Example {
  /** A sentence that says what works. */
  readonly shows: string;
  readonly steps: readonly Step[];
}

export type Step = Request | ShellLine | Signal;

/** In its texts, `{name}` stands for what an earlier step kept under that name. */
export interface Request {
  readonly method: string;
  readonly path: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** `admin` without it; an object is a token of another kind, `header` the whole header. */
  readonly as?: 'admin' | 'user' | 'nobody' | TokenOptions | { readonly header: string };
  /** Of the first reply. */
  readonly status: number;
  /** Of a 202: what its queue entry tells in the end. After a 303, what follows is about the object that it names. */
  readonly end?: 204 | 303 | 500;
  /** The JSON has at least this. */
  readonly has?: object;
  /** The whole text, or a part of it. */
  readonly text?: string | RegExp;
  readonly headers?: Readonly<Record<string, string>>;
  /** Names under which later steps find parts of the JSON. */
  readonly keep?: Readonly<Record<string, Path>>;
}

/** A way into JSON: keys, positions, or what an entry of a list has. */
export type Path = readonly (string | number | Readonly<Record<string, string>>)[];

/** A line for a shell; `{url}` is the server, `{token METHOD PATH}` a token. */
export interface ShellLine {
  readonly shell: string;
  readonly prints: string | RegExp;
}

/** Sent to the server's process, until the request gives what it has to. */
export interface Signal {
  readonly signal: 'SIGUSR2';
  readonly until: Request;
}

/** One of the documents: what it is, and what it shows. */
export interface DocumentExamples {
  readonly document: string;
  readonly examples: readonly Example[];
}
