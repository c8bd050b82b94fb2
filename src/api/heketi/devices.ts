import { CodedError } from '../../kernel/errors.ts';
import { acceptedPage, type Answer, jsonAnswer } from './answer.ts';
import type { Call } from './parts.ts';
import { accept, acceptEnded } from './queue.ts';
import { flag, object, text, textMap } from './read-fields.ts';
import { readOptionalRequest, readRequest } from './read-request.ts';
import { IN_USE, Refusal } from './refusal.ts';
import { deviceOf } from './translate.ts';
import { requiredId, requiredText, requireValid, tagsFault } from './validate.ts';

/** Devices: contract heketi-api §9.5. */

export const DeviceAdd = object({ name: text, node: text, tags: textMap, destroydata: flag });

export async function addDevice(call: Call): Promise<Answer> {
  const { name, node, tags, destroydata } = await readRequest(call, DeviceAdd);
  requireValid({
    name: requiredText(name, /^\/[a-zA-Z0-9_.:/-]+$/),
    node: requiredId(node),
    tags: tagsFault(tags),
  });
  const project = await projectOfNode(call, node);
  return accept(call, {
    kind: 'device.add',
    input: { node, name, destroyData: destroydata, ...(tags.size === 0 ? {} : { tags: Object.fromEntries(tags) }) },
    project,
    isTracked: false,
  });
}

async function projectOfNode(call: Call, node: string): Promise<string> {
  try {
    const { project } = await call.api.volumes.nodes.get(node);
    await call.requireProject(project);
    return project;
  } catch (error) {
    if (error instanceof CodedError && error.code === 'NODE_NOT_FOUND')
      throw new Refusal(404, 'Node id does not exist');
    throw error;
  }
}

export async function getDevice({ api, id }: Call): Promise<Answer> {
  return jsonAnswer(200, deviceOf(await api.volumes.devices.get(id)));
}

export const DeviceDelete = object({ forceforget: flag });

export async function deleteDevice(call: Call): Promise<Answer> {
  const { api, id } = call;
  const { forceforget } = await readOptionalRequest(call, DeviceDelete);
  const { state, bricks, project } = await api.volumes.devices.get(id);
  if (state !== 'failed') throw new Refusal(400, `device: ${id} is not in failed state`);
  if (bricks.length > 0) throw new Refusal(409, `Unable to delete device [${id}] because it contains bricks`);
  return accept(call, {
    kind: 'device.delete',
    input: { device: id, forget: forceforget },
    project,
    isTracked: false,
  });
}

/**
 * compat(heketi): Q12, a GET with effects, which a server that is read-only carries out too, and whose 202 has a page.
 * That something works on the device is told on the queue.
 */
export async function resyncDevice(call: Call): Promise<Answer> {
  const { api, id } = call;
  const { project } = await api.volumes.devices.get(id);
  try {
    return acceptedPage(
      await accept(call, { kind: 'device.resync', input: { device: id }, project, isTracked: false }),
    );
  } catch (error) {
    if (!(error instanceof CodedError && error.code === 'DEVICE_BUSY')) throw error;
    return acceptedPage(await acceptEnded(call, { error: IN_USE }));
  }
}
