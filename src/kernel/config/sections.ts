import type { Key } from './key.ts';
import { heketiApiKeys, heketiTlsSection } from './sections/heketi-api.ts';
import { heketiCleanerSection, heketiMonitorSection, heketiRetriesSection } from './sections/heketi-background.ts';
import { heketiCommandsSection } from './sections/heketi-commands.ts';
import {
  heketiExecutorKeys,
  heketiKubernetesSection,
  heketiMockSection,
  heketiSshSection,
} from './sections/heketi-executors.ts';
import {
  heketiBlockVolumesSection,
  heketiBricksSection,
  heketiVolumeOptionsSection,
} from './sections/heketi-volumes.ts';
import { hostsSection } from './sections/hosts.ts';
import { eventsSection, operationsSection } from './sections/operations.ts';
import { httpSection, logSection, secretsSection, serverKeys, storeSection } from './sections/server.ts';
import { volumesSection } from './sections/volumes.ts';

/** The whole file as a tree: a name leads to a key or to a section. */
export const sections = {
  ...serverKeys,
  store: storeSection,
  secrets: secretsSection,
  log: logSection,
  http: httpSection,
  operations: operationsSection,
  events: eventsSection,
  volumes: volumesSection,
  hosts: hostsSection,
  heketi: {
    ...heketiApiKeys,
    ...heketiExecutorKeys,
    tls: heketiTlsSection,
    bricks: heketiBricksSection,
    volumeOptions: heketiVolumeOptionsSection,
    blockVolumes: heketiBlockVolumesSection,
    cleaner: heketiCleanerSection,
    monitor: heketiMonitorSection,
    retries: heketiRetriesSection,
    ssh: heketiSshSection,
    kubernetes: heketiKubernetesSection,
    mock: heketiMockSection,
    commands: heketiCommandsSection,
  },
};

type ValuesOf<Node> = Node extends Key<infer Value> ? Value : { readonly [Name in keyof Node]: ValuesOf<Node[Name]> };

/**
 * Every setting with its value: the defaults where nobody said anything, `undefined` where there is no default. Frozen
 * in depth. Units are in the names. Secrets are `Secret`s; `store.url` never holds a password.
 */
export type Config = ValuesOf<typeof sections>;

/** A section: names of keys and of further sections. */
export interface Section {
  readonly [name: string]: Key<unknown> | Section;
}

export function isKey(node: Key<unknown> | Section): node is Key<unknown> {
  // A section never holds a text.
  return typeof node['expected'] === 'string';
}
