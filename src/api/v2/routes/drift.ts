import { Type } from 'typebox';
import { itemPage, pageOf } from '../cursor.ts';
import { findProject } from '../find-project.ts';
import { defineRoute, reachOf, requireRight } from '../route.ts';
import { paging, query, shape, wish } from '../shapes/common.ts';
import { FindingPage, FindingShape, HealShape, SEVERITY, showFinding, showHeal } from '../shapes/drift.ts';
import { started, startErrors, startHeaders, startOperation, trying } from '../start-operation.ts';

const listFindings = defineRoute({
  id: 'listFindings',
  method: 'GET',
  path: '/drift',
  tag: 'drift',
  summary: 'List what is different on the hosts',
  description: `By id, of the projects that one may see: what the last examination of each cluster has found. Events
\`drift.found\` and \`drift.gone\` tell of changes.`,
  access: 'cluster.read',
  query: query({
    cluster: Type.Optional(Type.String({ description: 'Only of this cluster.' })),
    severity: Type.Optional(SEVERITY),
    ...paging,
  }),
  answers: { 200: { description: 'A page of findings.', body: FindingPage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    const { after, limit, ...filters } = ask.query;
    const reach = await reachOf(ask, 'cluster.read');
    return itemPage(
      await ask.parts.volumes.drift.findings({ reach, ...filters, ...pageOf({ after, limit }) }),
      showFinding,
    );
  },
});

const examineCluster = defineRoute({
  id: 'examineCluster',
  method: 'POST',
  path: '/drift/examine',
  tag: 'drift',
  summary: 'Examine the hosts of a cluster now',
  description: `Asks Gluster and each host what there is, and compares it with what is recorded. It changes nothing on
hosts, and takes seconds, or minutes where hosts do not answer.`,
  access: 'volume.change',
  body: wish('ExaminationWish', { cluster: Type.String() }),
  answers: {
    200: {
      description: 'All that is different now, and may be seen.',
      body: shape('Examination', { cluster: Type.String(), findings: Type.Array(FindingShape) }),
    },
  },
  errors: ['CLUSTER_NOT_FOUND', 'DRIFT_EXAMINATION_RUNNING', 'DRIFT_EXAMINATION_FAILED'],
  handle: async (ask) => {
    const { volumes, examiner } = ask.parts;
    const { id: cluster, project } = await volumes.clusters.get(ask.body.cluster);
    await requireRight(ask, 'volume.change', project);
    const reach = await reachOf(ask, 'cluster.read');
    const findings = await examiner.examine(cluster);
    const seen = findings.filter((each) => reach === 'everywhere' || reach.includes(each.project));
    return { cluster, findings: seen.map(showFinding) };
  },
});

const repairDrift = defineRoute({
  id: 'repairDrift',
  method: 'POST',
  path: '/drift/repair',
  tag: 'drift',
  summary: 'Repair what is different',
  description: `Starts the operation \`drift.repair\`: all of these findings or none. Its reasons say what each repair does;
a dry run shows them. What repairs nothing by itself is refused with what a person can do. The cluster is examined again
when it is done.`,
  access: 'volume.change',
  query: query(trying),
  takes: startHeaders,
  body: wish('RepairWish', {
    findings: Type.Array(Type.String(), { minItems: 1, maxItems: 100, uniqueItems: true, description: 'Ids.' }),
  }),
  answers: started,
  errors: [...startErrors, 'DRIFT_FINDING_NOT_FOUND', 'DRIFT_NOT_REPAIRABLE', 'VOLUME_BUSY', 'DEVICE_BUSY'],
  handle: (ask) =>
    startOperation(ask, 'volume.change', async () => {
      const { findings } = ask.body;
      const found = await ask.parts.volumes.drift.some(findings);
      for (const { project } of found) await requireRight(ask, 'volume.change', project);
      // Of debris and sizes the plan takes space of devices, or gives it back.
      for (const { project, repair } of found)
        if (repair === 'remove-debris' || repair === 'correct-device')
          await requireRight(ask, 'device.manage', project);
      return { kind: 'drift.repair', input: { findings }, project: found[0]?.project ?? 'default' };
    }),
});

const adoptVolume = defineRoute({
  id: 'adoptVolume',
  method: 'POST',
  path: '/clusters/{cluster}/adopt',
  tag: 'drift',
  summary: 'Take over a volume that Gluster has',
  description: `Starts the operation \`volume.adopt\`: a volume that others made, and that an examination has found, becomes
one of ours. Its bricks stay as they are; those that do not lie as ours would are never mounted or removed by us. A dry
run shows which are which.`,
  access: 'volume.create',
  query: query(trying),
  takes: startHeaders,
  body: wish('AdoptionWish', {
    name: Type.String({ minLength: 1, maxLength: 255, description: "Gluster's name of it." }),
    project: Type.Optional(Type.String({ description: 'Name or id; `default` without it.' })),
  }),
  answers: started,
  errors: [...startErrors, 'CLUSTER_NOT_FOUND', 'PROJECT_NOT_FOUND', 'VOLUME_NOT_ADOPTABLE'],
  handle: (ask) =>
    startOperation(ask, 'volume.create', async () => {
      const { id: cluster, project: owner } = await ask.parts.volumes.clusters.get(ask.params.cluster);
      await requireRight(ask, 'cluster.read', owner);
      const project = await findProject(ask, 'volume.create', ask.body.project);
      return { kind: 'volume.adopt', input: { cluster, name: ask.body.name, project }, project };
    }),
});

const getHeal = defineRoute({
  id: 'getHeal',
  method: 'GET',
  path: '/volumes/{volume}/heal',
  tag: 'volumes',
  summary: 'Show what of a volume has to heal',
  description: 'As it was when its cluster was examined last.',
  access: 'volume.read',
  answers: { 200: { description: 'The state of its heal.', body: HealShape } },
  errors: ['VOLUME_NOT_FOUND', 'VOLUME_HEAL_UNKNOWN'],
  handle: async (ask) => {
    const { id, project } = await ask.parts.volumes.volumes.get(ask.params.volume);
    await requireRight(ask, 'volume.read', project);
    return showHeal(await ask.parts.volumes.drift.heal(id));
  },
});

export const driftRoutes = [listFindings, examineCluster, repairDrift, adoptVolume, getHeal];
