/** Names of locks that the steps of this domain share; they hold on the step's host. */
export const deviceLock = (device: string): string => `device-${device}`;
/** For making devices and taking them away: one disk has several names. */
export const devicesLock = (host: string): string => `devices-${host}`;
/** For the edits of the file alone: bricks of one host are made side by side. */
export const fstabLock = (host: string): string => `fstab-${host}`;
/** On the elected host: the first of a list that can be reached. */
export const glusterdLock = (cluster: string): string => `glusterd-${cluster}`;
/** On the elected host, for what is in a block hosting volume. */
export const hostingLock = (volume: string): string => `hosting-${volume}`;
