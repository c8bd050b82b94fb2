import * as fc from 'fast-check';

/** Words that a shell would take apart if it saw them without quotes, and any others that can be an argument. */
export const hostileWord: fc.Arbitrary<string> = fc.oneof(
  fc.string({
    unit: fc.oneof(
      fc.constantFrom("'", '"', '\\', '$', '`', '!', '\n', '\r', '\t', ' ', '*', '?', '[', '~', '#', '&', ';', '|'),
      fc.constantFrom('(', ')', '{', '}', '<', '>', '=', '-', '%', '\u007f', '\u001b', 'ü', '日', '😀', '\u2028', 'a'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((text) => text !== '\0'),
    ),
    maxLength: 12,
  }),
  fc.constantFrom(
    '',
    '--',
    '-n',
    '$(id)',
    '${HOME}',
    "'\\''",
    "'; exit 3; '",
    '\\',
    '\\\\',
    '%s',
    '~root',
    '!!',
    'a=b',
  ),
);
