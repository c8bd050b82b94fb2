import type { DocumentExamples } from './example.ts';
import { blockVolumesPage } from './heketi/block-volumes-page.ts';
import { clients } from './heketi/clients.ts';
import { developersPage } from './heketi/developers-page.ts';
import { maintenancePage, serverPage, topologyPage, troublePage, volumesPage } from './heketi/operators-pages.ts';

/** In this order: later ones stand on what earlier ones made. */
export const heketiExamples: readonly DocumentExamples[] = [
  developersPage,
  serverPage,
  topologyPage,
  maintenancePage,
  volumesPage,
  blockVolumesPage,
  clients,
  troublePage,
];
