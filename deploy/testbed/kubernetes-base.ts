/** Owns the Kubernetes base as data, of the shape this project keeps to. Tests only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { ROOT } from './compose-file.ts';

export const BASE = join(ROOT, 'deploy/kubernetes');
export const readManifest = async (name: string): Promise<unknown> =>
  parse(await readFile(join(BASE, name), 'utf8'));

export const kustomization = z
  .strictObject({
    apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
    kind: z.literal('Kustomization'),
    resources: z.array(z.string()),
    configMapGenerator: z.tuple([z.strictObject({ name: z.string(), files: z.array(z.string()) })]),
    images: z.tuple([z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() })]),
  })
  .parse(await readManifest('kustomization.yaml'));
const probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }),
  failureThreshold: z.number(),
  periodSeconds: z.number(),
});
const labelled = z.record(z.string(), z.string());
export const statefulSet = z
  .object({
    metadata: z.object({ name: z.string(), labels: labelled }),
    spec: z.object({
      replicas: z.literal(1),
      serviceName: z.string(),
      selector: z.object({ matchLabels: labelled }),
      template: z.object({
        metadata: z.object({ labels: labelled }),
        spec: z.object({
          automountServiceAccountToken: z.literal(false),
          terminationGracePeriodSeconds: z.number(),
          securityContext: z.record(z.string(), z.unknown()),
          containers: z.tuple([
            z.looseObject({
              image: z.string(),
              args: z.array(z.string()),
              env: z.array(z.object({ name: z.string(), value: z.string() })),
              ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
              startupProbe: probe,
              livenessProbe: probe,
              readinessProbe: probe,
              securityContext: z.unknown(),
              volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
            }),
          ]),
          volumes: z.array(z.looseObject({ name: z.string() })),
        }),
      }),
      volumeClaimTemplates: z.array(z.looseObject({ metadata: z.object({ name: z.string() }) })),
    }),
  })
  .parse(await readManifest('statefulset.yaml'));
