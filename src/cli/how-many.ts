/** For the online commands too, which see nothing of the kernel. */
export { howMany } from '../kernel/how-many.ts';
