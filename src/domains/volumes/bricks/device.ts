import type { HostSession } from '../../../kernel/remote/index.ts';
import type { DeviceKind } from '../inventory/cluster-view.ts';

/** All that a host must know of a device. A type alias, so that it counts as JSON in a stage's data. */
export type DeviceSpec = {
  readonly id: string;
  /** A block device, or the folder of a file device. */
  readonly name: string;
  readonly kind: DeviceKind;
  /** Null while it is not known. */
  readonly pvUuid: string | null;
  /** It was a physical volume without a group before we came. */
  readonly wasPhysicalVolume: boolean;
};

/** What a device turned out to be. A type alias, so that it counts as JSON. */
export type DeviceFacts = {
  readonly totalKib: number;
  readonly extentKib: number;
  readonly pvUuid: string | null;
  /** All names under which the host knows it, its own among them. */
  readonly paths: readonly string[];
};

export type DeviceState =
  | { readonly kind: 'ready'; readonly facts: DeviceFacts }
  | { readonly kind: 'absent' }
  | { readonly kind: 'partial'; readonly found: string };

/** The devices that are known by now, whatever their state: what must not be destroyed. Each gives an id. */
export interface KnownDevices {
  withId(id: string): Promise<string | undefined>;
  withUuid(uuid: string): Promise<string | undefined>;
  /** One of LVM on this host whose physical volume is not recorded. */
  withoutUuid(): Promise<string | undefined>;
}

/**
 * Makes devices of what a host has, and gives it back. All finish what a half run left, and do nothing where nothing is
 * left to do. The session must hold the lock of the host's devices.
 */
export interface DeviceProvisioner {
  observe(host: HostSession, device: DeviceSpec): Promise<DeviceState>;
  /**
   * Looks for what would be lost, before anything is touched. Throws DEVICE_NOT_USABLE, DEVICE_HOLDS_DATA, DEVICE_IN_USE,
   * DEVICE_DESTROY_UNSAFE (contract heketi-engine §3.7).
   */
  inspect(host: HostSession, device: DeviceSpec, wish: DeviceWish): Promise<{ readonly wasPhysicalVolume: boolean }>;
  /** Throws what `inspect` throws, and COMMAND_FAILED. */
  prepare(host: HostSession, device: DeviceSpec, wish: DeviceWish): Promise<DeviceFacts>;
  /**
   * What a device that is in use has become. What its disk has grown by it takes; nothing is made smaller. Its size is
   * what bricks can have of it: what others have put there since is theirs. Nothing may come to it or go meanwhile.
   *
   * Throws DEVICE_NOT_USABLE when nothing of it is there, and COMMAND_FAILED.
   *
   * @param usedKib what its bricks are charged with
   */
  readAnew(host: HostSession, device: DeviceSpec, usedKib: number): Promise<DeviceFacts>;
  /** Throws DEVICE_HOLDS_DATA when there are volumes on it still, and COMMAND_FAILED. */
  remove(host: HostSession, device: DeviceSpec): Promise<void>;
}

export interface DeviceWish {
  readonly destroyData: boolean;
  readonly known: KnownDevices;
}
