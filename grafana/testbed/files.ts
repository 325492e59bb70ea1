/** Owns reading what Grafana is given from disk, as it is committed. Tests only. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Project } from '../check/project.ts';

const BOARDS = ['fleet', 'sensor', 'alarms', 'operations'];

export const fileText = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');

export async function readProject(): Promise<Project> {
  const dashboards = BOARDS.map(async (name) => JSON.parse(await fileText(`dashboards/${name}.json`)));
  return {
    dashboards: await Promise.all(dashboards),
    alerting: JSON.parse(await fileText('provisioning/alerting/anemos.json')),
    runbook: await fileText('../docs/runbook.md'),
  };
}
