import { describe, expect, it } from 'vitest';
import { failureText } from './failure-text.ts';

const failure = (kind: string, code: string, fields: object, input: object = {}) =>
  failureText({ kind, input: input as never, error: { code, message: 'our sentence', fields: fields as never } });

describe('what the queue says of a failure', () => {
  it('is what a program said, and nothing around it', () => {
    expect(failure('volume.create', 'COMMAND_FAILED', { said: ' lvcreate: no space\n' })).toBe('lvcreate: no space');
    expect(failure('volume.create', 'GLUSTER_REFUSED', { reason: 'bricks are offline' })).toBe('bricks are offline');
    expect(failure('volume.create', 'COMMAND_FAILED', { said: ' ' })).toBe('our sentence');
  });

  it('is our sentence where no program spoke', () => {
    expect(failure('volume.create', 'HOST_UNREACHABLE', { host: 'a', reason: 'x' })).toBe('our sentence');
    expect(failureText({ kind: 'volume.create', input: null, error: undefined })).toBe('the operation failed');
  });

  it.each([
    ['DEVICE_BUSY', {}, 'The target exists, contains other items, or is in use.'],
    ['VOLUME_BUSY', {}, 'The target exists, contains other items, or is in use.'],
    ['BRICK_NEEDED', { brick: 'b' }, 'Cannot replace brick b as it is source brick for data to be healed'],
    [
      'BRICK_NEEDED',
      { brick: 'b', up: 1, needed: 2 },
      'Cannot replace brick b as only 1 of 2 required peer bricks are online',
    ],
    ['GLUSTER_REFUSED', { reason: 'no' }, 'no'],
  ])('is for %s while a device is emptied: %j', (code, fields, text) => {
    expect(failure('device.remove', code, fields, { device: 'd' })).toBe(text);
  });

  it.each([
    [
      'DEVICE_HOLDS_DATA',
      { found: 'xfs' },
      'Initializing device /dev/x failed (already initialized or contains data?): xfs',
    ],
    [
      'DEVICE_NOT_USABLE',
      { found: 'a file' },
      'Initializing device /dev/x failed (failed to check device contents): a file',
    ],
    ['DEVICE_IN_USE', { device: 'd' }, 'Device already in use (ID: d)'],
    [
      'DEVICE_DESTROY_UNSAFE',
      { device: 'd' },
      'Can not destroy device, destroy may not be safe: it may be the device d',
    ],
  ])('is for %s while a device is added', (code, fields, text) => {
    expect(failure('device.add', code, fields, { name: '/dev/x' })).toBe(text);
  });
});
