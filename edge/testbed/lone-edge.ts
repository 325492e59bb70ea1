/** Owns an edge alone for tests, with whatever uplink it is given, and a cloud it may or may not be let into. Tests only. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChildNode, startChildNode } from '../../runtime/testbed/child-node.ts';
import { waitFor } from '../../runtime/testbed/testbed.ts';
import { EDGE, type UplinkShown } from './pair.ts';

export interface User {
  readonly name: string;
  readonly password: string;
}

/** A cloud under `root` that knows these users. */
export async function startCloud(
  root: string,
  { users, yaml }: { readonly users: readonly User[]; readonly yaml: string },
): Promise<ChildNode> {
  const dir = join(root, 'cloud');
  await mkdir(dir, { mode: 0o700 });
  const lines = users.map(({ name, password }) => `${name}:${password}\n`).join('');
  await writeFile(join(dir, 'mqtt-credentials'), lines, { mode: 0o600 });
  await writeFile(join(root, 'cloud.yaml'), `${yaml}\n`);
  return await startChildNode(dir, { ANEMOS_CONFIG: join(root, 'cloud.yaml') });
}

/** `uplink`: YAML within its uplink. */
export async function startEdge(root: string, name: string, uplink: string): Promise<ChildNode> {
  const config = join(root, `${name}.yaml`);
  await writeFile(config, `role: edge\nuplink: { edge: ${EDGE}, ${uplink} }\n`);
  return await startChildNode(join(root, name), { ANEMOS_CONFIG: config });
}

/** What the edge says is the matter with its uplink; nothing when it works. */
export async function troubleOf(edge: ChildNode): Promise<string> {
  return await waitFor('the uplink to work, or say why not', async () => {
    const { connected, trouble } = await edge.get<UplinkShown>('/api/v1/uplink');
    return trouble ?? (connected && '');
  });
}
