/** Shows that what is committed is what the code makes, and that provisioning leads to it. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { INFLUXDB, POSTGRES } from './data-sources.ts';
import { rendered } from './rendered.ts';
import { fileText } from './testbed/files.ts';

test.each([...rendered()])('%s is up to date; if not: npm run generate', async (path, content) => {
  expect(await fileText(path)).toBe(content);
});

test('the data sources are provisioned with the types and uids the dashboards name, and cannot be edited', async () => {
  for (const { type, uid } of [INFLUXDB, POSTGRES]) {
    const name = uid.replace('anemos-', '').replace('postgres', 'postgres');
    const { datasources } = parse(await fileText(`provisioning/datasources/${name}.yaml`));
    expect(datasources).toMatchObject([{ type, uid, access: 'proxy', editable: false }]);
    expect(JSON.stringify(datasources[0].secureJsonData)).toMatch(/"\$__file\{[^}]+\}"/);
  }
});

test('the dashboards are provisioned from a folder, and cannot be edited', async () => {
  const { providers } = parse(await fileText('provisioning/dashboards/anemos.yaml'));
  expect(providers).toMatchObject([
    { type: 'file', allowUiUpdates: false, options: { path: '/etc/grafana/dashboards' } },
  ]);
});
