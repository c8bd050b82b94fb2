import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { V1Pod, V1Status } from '@kubernetes/client-node';
import { type WebSocket, WebSocketServer } from 'ws';
import { makeCertificate } from '../tls/make-certificate.ts';

/**
 * An API server of Kubernetes as far as a transport needs one: pods by name, label and node, and the exec protocol over
 * WebSocket in version 4 and 5. Commands run in shells of this machine, in a folder for each pod that stands for its
 * `/var/lib` and process 1. As in a container, what runs goes on when the connection ends.
 */
export interface TestKubernetes {
  readonly port: number;
  readonly namespace: string;
  /** Certificate of the server, token and namespace, as in a pod. */
  readonly serviceAccountFolder: string;
  /** A pod on a node, ready, with a label `glusterfs-node` and a hostPath at /var/lib/heketi; `change` makes it another. */
  addPod(name: string, node: string, change?: (pod: V1Pod) => void): TestPod;
  removePod(name: string): void;
  /** Starts the container of a pod anew. */
  restart(name: string): void;
  /** The tokens that are taken. */
  readonly tokens: Set<string>;
  /** Puts another token in the place of the one that the service account has. */
  writeToken(token: string): void;
  /** What is done with a request, before anything else: an answer in place of the real one. Called for each. */
  intercept: ((request: Asked) => Refusal | undefined) | undefined;
  /** The protocols that the server speaks, the best one first. */
  protocols: readonly string[];
  /** Whether the server answers to pings. */
  isSilent: boolean;
  /** Whether the server takes requests and never answers them. */
  isDeaf: boolean;
  /** What was asked for, in order. */
  readonly asked: Asked[];
  /** How many execs are open, or have got no answer. */
  open(): number;
  /** The most execs that were open at a time. */
  mostOpen(): number;
  /** Ends all connections of execs without a word. */
  cut(): void;
  /** Tells this in place of how the next command ends. */
  nextStatus: V1Status | undefined;
  /** As of an image without a shell: no command can be started. */
  hasNoShell: boolean;
  /** Ends what runs in the pods, too. */
  stop(): Promise<void>;
}

export interface TestPod {
  /** Programs in its folder `bin` go before those of this machine. */
  readonly root: string;
}

export interface Asked {
  readonly kind: 'list' | 'read' | 'exec';
  readonly url: URL;
  readonly authorization: string;
}

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

interface KnownPod extends TestPod {
  readonly body: V1Pod;
  starts: number;
}

const systemPath = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';
const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 } as const;

export async function startTestKubernetes(folder: string): Promise<TestKubernetes> {
  const { certFile, keyFile } = makeCertificate(folder, 'api-server');
  const serviceAccountFolder = join(folder, 'service-account');
  mkdirSync(serviceAccountFolder);
  const namespace = 'storage';
  writeFileSync(join(serviceAccountFolder, 'ca.crt'), readFileSync(certFile));
  writeFileSync(join(serviceAccountFolder, 'namespace'), `${namespace}\n`);

  const pods = new Map<string, KnownPod>();
  const sockets = new Set<WebSocket>();
  const unanswered = new Set<Duplex>();
  const children = new Set<ChildProcess>();
  let mostOpen = 0;
  let uids = 0;

  const receive = (request: IncomingMessage): { readonly ask: Asked } | { readonly refusal: Refusal } => {
    const url = new URL(request.url ?? '/', 'https://kubernetes');
    const { authorization = '' } = request.headers;
    const kind = url.pathname.endsWith('/exec') ? 'exec' : url.pathname.endsWith('/pods') ? 'list' : 'read';
    const ask: Asked = { kind, url, authorization };
    kubernetes.asked.push(ask);
    const refusal = kubernetes.intercept?.(ask);
    if (refusal !== undefined) return { refusal };
    if (!kubernetes.tokens.has(authorization.replace(/^Bearer /, ''))) {
      return { refusal: { status: 401, message: 'Unauthorized' } };
    }
    if (!url.pathname.startsWith(`/api/v1/namespaces/${namespace}/pods`)) {
      return { refusal: { status: 403, message: `pods is forbidden in the namespace of ${url.pathname}` } };
    }
    return { ask };
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (kubernetes.isDeaf) return;
    const received = receive(request);
    if ('refusal' in received) {
      respond(response, received.refusal.status, statusOf(received.refusal));
      return;
    }
    const { kind, url } = received.ask;
    if (kind === 'read') {
      const name = url.pathname.split('/').at(-1) ?? '';
      const pod = pods.get(name);
      if (pod === undefined) respond(response, 404, statusOf(notFound(name)));
      else respond(response, 200, pod.body);
      return;
    }
    const items = [...pods.values()].map(({ body }) => body).filter(selectedBy(url.searchParams));
    respond(response, 200, { apiVersion: 'v1', kind: 'PodList', metadata: {}, items });
  };

  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, answer);
  const upgrade = new WebSocketServer({
    noServer: true,
    autoPong: false,
    handleProtocols: (offered) => kubernetes.protocols.find((protocol) => offered.has(protocol)) ?? false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (kubernetes.isDeaf) {
      unanswered.add(socket);
      socket.on('error', () => undefined).on('close', () => unanswered.delete(socket));
      // Read, or its end is never seen.
      socket.resume();
      return;
    }
    const received = receive(request);
    const refuse = ({ status, message }: Refusal): void => {
      const body = JSON.stringify(statusOf({ status, message }));
      socket.end(
        `HTTP/1.1 ${status} No\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
    };
    if ('refusal' in received) {
      refuse(received.refusal);
      return;
    }
    const { url } = received.ask;
    const name = url.pathname.split('/').at(-2) ?? '';
    const pod = pods.get(name);
    const container = url.searchParams.get('container');
    if (pod === undefined) {
      refuse(notFound(name));
    } else if (!pod.body.spec?.containers.some((each) => each.name === container)) {
      refuse({ status: 400, message: `container ${container} is not valid for pod ${name}` });
    } else {
      upgrade.handleUpgrade(request, socket, head, (opened) => {
        sockets.add(opened);
        mostOpen = Math.max(mostOpen, sockets.size);
        opened.on('close', () => sockets.delete(opened));
        opened.on('ping', (data) => {
          if (!kubernetes.isSilent) opened.pong(data);
        });
        const told = kubernetes.nextStatus;
        kubernetes.nextStatus = undefined;
        const path = kubernetes.hasNoShell ? join(pod.root, 'nothing') : `${join(pod.root, 'bin')}:${systemPath}`;
        const child = runIn(pod, { query: url.searchParams, path }, opened, told);
        children.add(child);
        for (const event of ['exit', 'error']) child.once(event, () => children.delete(child));
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const kubernetes: TestKubernetes = {
    port: (server.address() as AddressInfo).port,
    namespace,
    serviceAccountFolder,
    addPod: (name, node, change) => {
      uids += 1;
      const root = join(folder, `pod-${uids}`);
      mkdirSync(join(root, 'proc', '1'), { recursive: true });
      const pod: KnownPod = { root, body: aPod(name, node, namespace, `uid-${uids}`), starts: 0 };
      change?.(pod.body);
      pods.set(name, pod);
      kubernetes.restart(name);
      return pod;
    },
    removePod: (name) => void pods.delete(name),
    restart: (name) => {
      const pod = pods.get(name);
      if (pod === undefined) throw new TypeError(`there is no pod ${name}`);
      pod.starts += 1;
      const fields = Array.from({ length: 18 }, () => '0').join(' ');
      writeFileSync(join(pod.root, 'proc', '1', 'stat'), `1 (init (x) y) S ${fields} ${1000 + pod.starts} 0 0\n`);
    },
    tokens: new Set(['first-token']),
    writeToken: (token) => writeFileSync(join(serviceAccountFolder, 'token'), token),
    intercept: undefined,
    protocols: ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
    isSilent: false,
    isDeaf: false,
    asked: [],
    open: () => sockets.size + unanswered.size,
    mostOpen: () => mostOpen,
    cut: () => {
      for (const socket of sockets) socket.terminate();
    },
    nextStatus: undefined,
    hasNoShell: false,
    stop: async () => {
      kubernetes.cut();
      for (const socket of unanswered) socket.destroy();
      await Promise.all([...children].map(endGroup));
      upgrade.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  kubernetes.writeToken('first-token');
  return kubernetes;
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

function notFound(name: string): Refusal {
  return { status: 404, message: `pods "${name}" not found` };
}

function statusOf({ status, message }: Refusal): V1Status {
  return { apiVersion: 'v1', kind: 'Status', status: 'Failure', code: status, message };
}

/** Selectors as far as they are used: `key`, `key==value` and `spec.nodeName=value`. */
function selectedBy(query: URLSearchParams): (pod: V1Pod) => boolean {
  const [key = '', value] = (query.get('labelSelector') ?? '').split('==');
  const node = query.get('fieldSelector')?.replace(/^spec\.nodeName=/, '');
  return ({ metadata, spec }) => {
    const label = metadata?.labels?.[key];
    const isLabelled = key === '' || (value === undefined ? label !== undefined : label === value);
    return isLabelled && (node === undefined || spec?.nodeName === node);
  };
}

function aPod(name: string, node: string, namespace: string, uid: string): V1Pod {
  const volumeMounts = [
    { name: 'glusterfs-heketi', mountPath: '/var/lib/heketi' },
    { name: 'glusterfs-run', mountPath: '/run' },
  ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, uid, labels: { 'glusterfs-node': node, glusterfs: 'pod' } },
    spec: {
      nodeName: node,
      containers: [
        { name: 'glusterfs', volumeMounts },
        { name: 'sidecar', volumeMounts: [] },
      ],
      volumes: [
        { name: 'glusterfs-heketi', hostPath: { path: '/var/lib/heketi' } },
        { name: 'glusterfs-run', emptyDir: {} },
      ],
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

/** A process that was to be started and cannot be has no group. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const exit = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await exit;
}

function runIn(
  pod: KnownPod,
  { query, path }: { readonly query: URLSearchParams; readonly path: string },
  socket: WebSocket,
  told: V1Status | undefined,
): ChildProcess {
  // In place of a mount namespace.
  const inPod = (word: string): string =>
    word.replaceAll('/proc/1/', `${pod.root}/proc/1/`).replaceAll('/var/lib/', `${pod.root}/var/lib/`);
  const [program = '', ...args] = query.getAll('command').map(inPod);
  const env = { PATH: path };
  const child = spawn(program, args, { detached: true, env, stdio: 'pipe' });
  const isV5 = socket.protocol === 'v5.channel.k8s.io';
  const send = (channel: number, data: Buffer): void => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.from([channel]), data]));
  };
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
  child.stdout.on('data', (data: Buffer) => send(channels.stdout, data));
  child.stderr.on('data', (data: Buffer) => send(channels.stderr, data));
  if (query.get('stdin') !== 'true') child.stdin.end();
  socket.on('message', (data: Buffer) => {
    if (data[0] === channels.stdin) child.stdin.write(data.subarray(1));
    else if (isV5 && data[0] === channels.close && data[1] === channels.stdin) child.stdin.end();
  });
  socket.on('close', () => {
    child.stdin.end();
    child.unref();
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  });
  const end = (status: V1Status): void => {
    // A server of version 5 says of each of its own channels that it is at its end.
    if (isV5) for (const channel of [channels.stdout, channels.stderr]) send(channels.close, Buffer.from([channel]));
    send(channels.status, Buffer.from(JSON.stringify(told ?? status)));
    socket.close(1000);
  };
  child.once('error', (error) => {
    const message = `error executing command in container: OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH: ${error.message}`;
    end({ status: 'Failure', reason: 'InternalError', code: 500, message });
  });
  child.once('close', (code, signal) => {
    const exit = code ?? (signal === 'SIGKILL' ? 137 : 143);
    if (exit === 0) end({ metadata: {}, status: 'Success' });
    else
      end({
        metadata: {},
        status: 'Failure',
        reason: 'NonZeroExitCode',
        message: `command terminated with non-zero exit code: exit status ${exit}`,
        details: { causes: [{ reason: 'ExitCode', message: String(exit) }] },
      });
  });
  return child;
}
