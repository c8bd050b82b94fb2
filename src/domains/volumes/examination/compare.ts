import { compareGluster } from './compare-gluster.ts';
import { compareHost } from './compare-host.ts';
import type { ClusterFacts } from './facts.ts';
import type { Comparison, Thresholds } from './comparison.ts';
import { bySeverity, type Finding, finding } from './finding.ts';
import { brickNameParts } from '../placed-brick.ts';
import { ourBrick } from './our-brick.ts';
import type { StoreView } from './store-view.ts';

/**
 * What is different between the store and the hosts of a cluster. Pure. What a running operation holds is left out; so is
 * what could not be read: that is a finding of its own.
 */
export function compare(view: StoreView, facts: ClusterFacts, thresholds: Thresholds): Comparison {
  const ofHosts = view.nodes
    .filter(({ host }) => facts.hosts.has(host))
    .map((node) => {
      const found = facts.hosts.get(node.host);
      if (found?.kind === 'read') return compareHost(view, node, found, thresholds);
      const { project } = view;
      const unread = finding('host-unread', node.id, {
        project,
        objects: { host: node.host, node: node.id },
        found: `${node.storageHostname} could not be read: ${found?.reason ?? 'it was not asked'}`,
      });
      return { findings: node.isHeld ? [] : [unread], fills: [] };
    });
  const inUse = bricksOf(facts);
  const isLeft = ({ code, objects }: Finding): boolean => code !== 'brick-unknown' || !inUse.has(objects.name ?? '');
  return {
    findings: [...compareGluster(view, facts), ...ofHosts.flatMap(({ findings }) => findings.filter(isLeft))].toSorted(
      bySeverity,
    ),
    fills: ofHosts.flatMap(({ fills }) => fills),
    wholeEras: ofHosts.flatMap((found) =>
      'wholeEra' in found && found.wholeEra !== undefined ? [found.wholeEra] : [],
    ),
  };
}

/** Ids of bricks under our names that volumes of Gluster have, ours or not: those are no debris. */
function bricksOf({ gluster }: ClusterFacts): ReadonlySet<string> {
  if (gluster.kind === 'silent') return new Set();
  const names = gluster.volumes.flatMap(({ bricks }) => bricks.map(({ name }) => name));
  return new Set(names.flatMap((name) => ourBrick(brickNameParts(name).path)?.brick ?? []));
}
