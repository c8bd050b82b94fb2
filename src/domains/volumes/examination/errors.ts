import { defineErrors } from '../../../kernel/errors.ts';

/** What can go wrong with examinations, repairs and adoptions. */
export const errors = defineErrors({
  DRIFT_EXAMINATION_RUNNING: {
    status: 409,
    retry: 'backoff',
    when: 'A cluster was to be examined while a server examines it already.',
    remedy: 'Wait for its end, and list what it found.',
    text: (e: { cluster: string }) => `the cluster ${e.cluster} is being examined now`,
  },
  DRIFT_EXAMINATION_FAILED: {
    status: 503,
    retry: 'backoff',
    when: 'An examination was broken off: it took too long, or the server stops.',
    remedy: 'Try again; look which host does not answer if it goes on.',
    text: (e: { cluster: string; reason: string }) => `the cluster ${e.cluster} was not examined: ${e.reason}`,
  },
  DRIFT_FINDING_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'There is no finding with the id: it is gone since, or was never there.',
    remedy: 'Examine the cluster, and list what is different now.',
    text: (e: { finding: string }) => `there is no finding ${e.finding}`,
  },
  DRIFT_NOT_REPAIRABLE: {
    status: 409,
    retry: 'never',
    when: 'A finding was to be repaired about which only a person can do something, or no longer in the way that was found.',
    remedy: 'Do what the reason says.',
    text: (e: { finding: string; code: string; reason: string }) =>
      `the finding ${e.finding} (${e.code}) cannot be repaired: ${e.reason}`,
  },
  DRIFT_MOVED: {
    status: 409,
    retry: 'never',
    when: 'A repair found something else on the host than the examination had.',
    remedy: 'Examine the cluster once more.',
    text: (e: { host: string; found: string }) => `it is not as it was when ${e.host} was examined: ${e.found}`,
  },
  VOLUME_NOT_ADOPTABLE: {
    status: 409,
    retry: 'never',
    when: 'A volume of Gluster cannot be taken over as it is.',
    remedy: 'Mend what the reason names; examine the cluster first, so that it is known.',
    text: (e: { name: string; reason: string }) => `the Gluster volume ${e.name} cannot be taken over: ${e.reason}`,
  },
  VOLUME_HEAL_UNKNOWN: {
    status: 404,
    retry: 'backoff',
    when: 'Nobody has looked yet how much of a volume has to heal, or it keeps no copies that could.',
    remedy: 'Examine its cluster.',
    text: (e: { volume: string }) => `it is not known what of the volume ${e.volume} has to heal`,
  },
});
