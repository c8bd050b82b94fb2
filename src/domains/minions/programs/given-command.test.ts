import { describe, expect, it } from 'vitest';
import { givenCommand } from './given-command.ts';

describe('a command that a user gives', () => {
  it('is run word by word as it is given', () => {
    const argv = ['printf', '%s\n', '$(reboot)', '', '-x', 'a=b'];
    expect(givenCommand(argv)).toMatchObject({ name: 'printf', argv });
  });

  it.each([
    ['nothing', []],
    ['an empty program', ['', 'x']],
    ['an option in the place of the program', ['-i', 'sh']],
    ['a variable in the place of the program', ['PATH=/tmp', 'x']],
    ['a word with the character zero', ['echo', 'a\0b']],
    ['half a character', ['echo', '\ud800']],
    ['more than a login shell takes', ['echo', 'a'.repeat(65_536)]],
  ])('is refused when it is %s', (_, argv) => {
    expect(() => givenCommand(argv)).toThrow(TypeError);
  });
});
