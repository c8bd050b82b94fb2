import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  KubernetesObject,
  V1Deployment,
  V1Role,
  V1RoleBinding,
  V1Secret,
  V1Service,
} from '@kubernetes/client-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { loadConfig } from '../../src/kernel/config/index.ts';
import { hostSettings } from '../../src/kernel/hosts/index.ts';
import { hostId } from '../../src/kernel/remote/index.ts';
import { type Asked, startTestKubernetes } from '../remote/kubernetes-server.ts';
import { podTransport } from '../remote/pod-transport.ts';

const documents = parseAllDocuments(readFileSync('examples/kubernetes.yaml', 'utf8'), { uniqueKeys: true });
const objects = documents.map((document) => document.toJS() as KubernetesObject);

function the(kind: string): KubernetesObject {
  const [found, ...others] = objects.filter((each) => each.kind === kind);
  if (found === undefined || others.length > 0) throw new Error(`not one object is of the kind ${kind}`);
  return found;
}

const deployment: V1Deployment = the('Deployment');
const role: V1Role = the('Role');
const binding = the('RoleBinding') as V1RoleBinding;
const secret: V1Secret = the('Secret');
const service: V1Service = the('Service');
const template = deployment.spec?.template;
const [container] = template?.spec?.containers ?? [];
const variables = Object.fromEntries((container?.env ?? []).map(({ name, value = 'from a secret' }) => [name, value]));

describe('examples/kubernetes.yaml', () => {
  it('is YAML without faults, and each object has its API, kind and name', () => {
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    for (const each of objects) expect([each.apiVersion, each.kind, each.metadata?.name].every(Boolean)).toBe(true);
    // Whoever applies it names the namespace.
    expect(objects.filter(({ metadata }) => metadata?.namespace !== undefined)).toEqual([]);
  });

  it('configures a server whose hosts are pods, with variables that are all known', () => {
    const { config, warnings } = loadConfig({ flags: {}, env: variables, readFile: () => '' });
    expect(warnings).toEqual([]);
    expect(hostSettings(config)).toMatchObject({ transport: 'kubernetes', kubernetes: { glusterDaemonSet: true } });
    expect([config.heketi.adminKey, config.heketi.userKey].includes(undefined)).toBe(false);
  });

  it('allows what a server asks the API server for, and nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hostreeve-example-'));
    const kubernetes = await startTestKubernetes(folder);
    kubernetes.addPod('gluster-a', 'node-1');
    onTestFinished(async () => {
      await kubernetes.stop();
      rmSync(folder, { recursive: true, maxRetries: 3 });
    });
    for (const [rule, host] of [
      [{}, 'node-1'],
      [{ usePodNames: true }, 'gluster-a'],
    ] as const) {
      const transport = podTransport(kubernetes, rule);
      await transport.run(hostId(host), ['true'], { timeoutMs: 20_000 });
      await transport.close();
    }
    const verbs: Readonly<Record<Asked['kind'], string>> = {
      list: 'list pods',
      read: 'get pods',
      exec: 'get pods/exec',
    };
    const asked = new Set(kubernetes.asked.map(({ kind }) => verbs[kind]));
    const allowed = (role.rules ?? []).flatMap(({ resources = [], verbs: each }) =>
      resources.flatMap((resource) => each.map((verb) => `${verb} ${resource}`)),
    );
    // The last is what newer API servers want for the GET of an exec.
    expect(allowed.toSorted()).toEqual([...asked, 'create pods/exec'].toSorted());
  });

  it('binds the role to the account of the server', () => {
    const { subjects = [], roleRef } = binding;
    expect(subjects).toEqual([{ kind: 'ServiceAccount', name: the('ServiceAccount').metadata?.name }]);
    expect(roleRef).toMatchObject({ kind: 'Role', name: the('Role').metadata?.name });
    expect(template?.spec?.serviceAccountName).toBe(the('ServiceAccount').metadata?.name);
  });

  it('names secrets, claims, ports and labels that are there', () => {
    for (const { valueFrom } of container?.env ?? []) {
      if (valueFrom === undefined) continue;
      expect(valueFrom.secretKeyRef?.name).toBe(secret.metadata?.name);
      expect(Object.keys(secret.stringData ?? {})).toContain(valueFrom.secretKeyRef?.key);
    }
    const claim = the('PersistentVolumeClaim').metadata?.name;
    expect(template?.spec?.volumes).toEqual([{ name: 'data', persistentVolumeClaim: { claimName: claim } }]);
    expect(container?.volumeMounts).toEqual([{ name: 'data', mountPath: '/var/lib/hostreeve' }]);
    const { selector, ports = [] } = service.spec ?? {};
    expect(template?.metadata?.labels).toMatchObject(selector ?? {});
    expect(deployment.spec?.selector.matchLabels).toEqual(template?.metadata?.labels);
    const probes = [container?.livenessProbe, container?.readinessProbe, container?.startupProbe];
    const named = [...ports.map(({ targetPort }) => targetPort), ...probes.map((probe) => probe?.httpGet?.port)];
    for (const port of named) expect(container?.ports?.map(({ name }) => name)).toContain(port);
  });

  it('runs one server at a time on its store, as the user of the image, without capabilities', () => {
    const { replicas, strategy } = deployment.spec ?? {};
    expect([replicas, strategy?.type]).toEqual([1, 'Recreate']);
    const image = readFileSync('deploy/Containerfile', 'utf8');
    const { runAsUser, runAsGroup } = template?.spec?.securityContext ?? {};
    expect(image).toContain(`USER ${runAsUser}:${runAsGroup}\n`);
    expect(container?.securityContext).toEqual({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
  });
});
