/** A request is refused in Heketi's own words: thrown where it is found out, answered in one place. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, text: string, options?: ErrorOptions) {
    super(text, options);
    this.status = status;
  }
}

export const ID_NOT_FOUND = 'Id not found';
export const NO_SUCH_PATH = 'Invalid path or request';
export const ADMIN_ONLY = 'Administrator access required';
export const BUSY = 'Server busy. Retry operation later.';
export const IN_USE = 'The target exists, contains other items, or is in use.';
export const UNPARSABLE = 'request unable to be parsed';
