import type { V1Container, V1Pod, V1Volume } from '@kubernetes/client-node';

/** What of a pod decides whether commands run in it. */
export interface Pod {
  readonly name: string;
  readonly uid: string;
  /** Absent while it waits for a node. */
  readonly node?: string;
  /** Pending, Running, Succeeded, Failed or Unknown. */
  readonly phase: string;
  /** It is being deleted. */
  readonly isTerminating: boolean;
  readonly isReady: boolean;
  /** What Kubernetes says of a pod that is not ready; may be empty. */
  readonly said: string;
  /** In the order of its specification. */
  readonly containers: readonly PodContainer[];
}

export interface PodContainer {
  readonly name: string;
  readonly mounts: readonly PodMount[];
}

/** A volume in a container. */
export interface PodMount {
  readonly path: string;
  /** As the specification names it: `hostPath`, `emptyDir`, `persistentVolumeClaim`… */
  readonly kind: string;
  /** For `hostPath`: where it is on the node. */
  readonly nodePath?: string;
  /** Which folder of the volume it is follows from the pod, such as from its name. */
  readonly isOfThePod: boolean;
}

/** Takes from the API's answer what we look at. */
export function podOf({ metadata, spec, status }: V1Pod): Pod {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const said = [status?.reason, status?.message, ready?.reason, ready?.message];
  return {
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
    ...(spec?.nodeName === undefined ? {} : { node: spec.nodeName }),
    phase: status?.phase ?? 'Unknown',
    isTerminating: metadata?.deletionTimestamp !== undefined,
    isReady: ready?.status === 'True',
    said: said.filter((text) => text !== undefined && text !== '').join(': '),
    containers: (spec?.containers ?? []).map((container) => ({
      name: container.name,
      mounts: mountsOf(container, spec?.volumes ?? []),
    })),
  };
}

function mountsOf({ volumeMounts = [] }: V1Container, volumes: readonly V1Volume[]): PodMount[] {
  return volumeMounts.map(({ name, mountPath, subPathExpr }) => {
    const volume = volumes.find((each) => each.name === name);
    const [kind = 'nothing'] = Object.entries(volume ?? {})
      .filter(([key, value]) => key !== 'name' && value !== undefined)
      .map(([key]) => key);
    const nodePath = volume?.hostPath?.path;
    const isOfThePod = subPathExpr !== undefined;
    return { path: mountPath, kind, isOfThePod, ...(nodePath === undefined ? {} : { nodePath }) };
  });
}
