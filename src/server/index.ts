/** The HTTP side of the program: listeners, health, metrics, and stopping in good order. */
export type { Link } from './front-page.ts';
export { isLoopback, type ListenAddress, parseListenAddress, printListenAddress } from './listen-address.ts';
export { type RunOptions, runUntilStopped, type StopReason } from './run-until-stopped.ts';
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts';
export { version } from './version.ts';
