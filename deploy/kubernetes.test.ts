/** Proves what can be known of the Kubernetes base without a cluster: its schema, that its parts fit each other and the node. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { Service } from 'kubernetes-models/v1/Service';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { loadConfig } from '../runtime/config/config.ts';
import { tempDir } from '../runtime/testbed/testbed.ts';
import { ROOT } from './testbed/compose-file.ts';
import { only, readStages, variablesOf, wordsOf } from './testbed/dockerfile.ts';
import { BASE, kustomization, readManifest, statefulSet } from './testbed/kubernetes-base.ts';

const { metadata, spec } = statefulSet;
const pod = spec.template.spec;
const [node] = pod.containers;

const KINDS = [
  ['statefulset.yaml', StatefulSet, 'IStatefulSet', 'apps/v1/StatefulSet'],
  ['services.yaml', Service, 'IService', 'v1/Service'],
  ['network-policy.yaml', NetworkPolicy, 'INetworkPolicy', 'networking.k8s.io/v1/NetworkPolicy'],
] as const;

test.each(KINDS)('%s is what the API takes', async (name, Model) => {
  expect(kustomization.resources).toContain(name);
  const written = z.looseObject({ apiVersion: z.string(), kind: z.string() }).parse(await readManifest(name));
  expect(written).toMatchObject({ apiVersion: Model.apiVersion, kind: Model.kind });
  const check = (data: object) => new Model(data as never).validate();
  expect(() => check(written)).not.toThrow();
  expect(() =>
    check({ ...written, spec: { ...Object(written.spec), ports: 7, podSelector: 7, replicas: 'x' } }),
  ).toThrow();
});

/** What the compiler says of the manifests as values of the API's types: unlike the schema, it knows a key that is none. */
async function complaints(change: (text: string) => string = (text) => text): Promise<string> {
  await using dir = await tempDir();
  await symlink(join(ROOT, 'node_modules'), join(dir.path, 'node_modules'));
  const sources = KINDS.map(([name, , type, from], index) => {
    const value = JSON.stringify(parse(change(readFileSync(join(BASE, name), 'utf8'))));
    return `import type { ${type} } from 'kubernetes-models/${from}';\nexport const m${index}: ${type} = ${value};`;
  });
  await writeFile(join(dir.path, 'manifests.mts'), sources.join('\n'));
  const args = [
    '--noEmit',
    '--ignoreConfig',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    'manifests.mts',
  ];
  const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), args, {
    cwd: dir.path,
    encoding: 'utf8',
  });
  return stdout;
}

test('no key is misspelt', async () => {
  expect(await complaints()).toBe('');
  const broken = await complaints((text) => text.replace('readOnlyRootFilesystem', 'readOnlyRootFilesystm'));
  expect(broken).toContain('readOnlyRootFilesystm');
});

test('every manifest is in the base, and every file it names is there', async () => {
  const files = (await readdir(BASE)).filter(
    (name) => name.endsWith('.yaml') && name !== 'kustomization.yaml',
  );
  const [generated] = kustomization.configMapGenerator;
  expect([...kustomization.resources, ...generated.files].sort()).toEqual(files.sort());
  expect(generated.name).toBe(metadata.name);
});

test('selectors, ports, volumes and secrets find what they name', async () => {
  const service = Object(await readManifest('services.yaml'));
  const policy = Object(await readManifest('network-policy.yaml'));
  const labels = spec.template.metadata.labels;
  expect([spec.selector.matchLabels, service.spec.selector, policy.spec.podSelector.matchLabels]).toEqual([
    labels,
    labels,
    labels,
  ]);
  expect(spec.serviceName).toBe(service.metadata.name);
  const ports = node.ports.map(({ name }) => name);
  const named = [
    ...service.spec.ports.map((port: { targetPort: string }) => port.targetPort),
    ...[node.startupProbe, node.livenessProbe, node.readinessProbe].map(({ httpGet }) => httpGet.port),
  ];
  for (const port of named) expect(ports).toContain(port);
  const volumes = [
    ...pod.volumes.map(({ name }) => name),
    ...spec.volumeClaimTemplates.map((claim) => claim.metadata.name),
  ];
  expect(node.volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.sort());
  expect(kustomization.images[0].name).toBe(node.image);
});

test('it runs as nobody in particular and may do nothing but write its volume', () => {
  expect(pod.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(node.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
});

test('it is asked what the API answers, and given longer to stop than it takes', async () => {
  expect(node.livenessProbe.httpGet.path).toBe('/livez');
  expect(node.readinessProbe.httpGet.path).toBe('/readyz');
  expect(node.startupProbe.failureThreshold * node.startupProbe.periodSeconds).toBeGreaterThanOrEqual(300);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30);
});

test('the image starts on this configuration and this environment', async () => {
  const last = (await readStages()).at(-1)!;
  expect(wordsOf(only(last, 'ENTRYPOINT').rest)).toContain('dist/runtime/main.js');
  const config = node.args.at(-1)?.replace('/etc/anemos', BASE);
  const env = {
    ...variablesOf(only(last, 'ENV')),
    ...Object.fromEntries(node.env.map(({ name, value }) => [name, value])),
  };
  const secret = env.ANEMOS_API_TOKEN_FILE ?? '';
  expect(node.volumeMounts.some(({ mountPath }) => secret.startsWith(`${mountPath}/`))).toBe(true);
  const { ANEMOS_API_TOKEN_FILE: _, ...rest } = env;
  const loaded = await loadConfig({
    file: config,
    env: { ...rest, ANEMOS_API_TOKEN: 'a-token-of-a-secret' },
  });
  expect(loaded).toMatchObject({ role: 'cloud', mqtt: { host: '0.0.0.0' }, api: { host: '0.0.0.0' } });
  expect(node.volumeMounts.map(({ mountPath }) => mountPath)).toContain(loaded.dataDir);
  expect(node.ports.map(({ containerPort }) => containerPort)).toEqual([loaded.mqtt.port, loaded.api.port]);
});
