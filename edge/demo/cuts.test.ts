/** Proves what a person sees of a cut link: the backlog grows, is handed over, and both nodes hold the same. */
import { expect, test } from 'vitest';
import { tempDir, waitFor } from '../../runtime/testbed/testbed.ts';
import { clientOf, type DemoClient, startDemo } from '../testbed/demo-process.ts';

test('a cut is told, heals, and leaves both nodes the same; the demo stops while cut, too', async () => {
  await using dir = await tempDir();
  await using demo = startDemo('--data-dir', dir.path, '--cut', '7s');
  const [cloud, edge] = [await clientOf(demo, 'cloud', dir.path), await clientOf(demo, 'edge', dir.path)];

  await demo.said(/Cutting the link between edge and cloud for 7 s\./);
  const from = new Date().toISOString();
  await demo.said(/link down {6}farm1-edge/);
  const at = await edge.backlog();
  await waitFor('the backlog to grow', async () => (await edge.backlog()) > at + 3);
  const told = await demo.said(/backlog {8}(\d+) readings and alarms, oldest \d/);
  expect(Number(told[1])).toBeGreaterThan(3);

  await demo.said(/The link is whole again/);
  await demo.said(/link up {8}after \d/);
  const to = new Date().toISOString();
  await demo.said(/backlog gone {3}\d+ readings and alarms handed over in \d/);
  await demo.said(/the same {7}cloud and edge hold the same \d+ readings/);
  const held = (node: DemoClient) => observations(node, { from, to });
  expect((await held(edge)).length).toBeGreaterThan(3);
  expect(await held(cloud)).toEqual(await held(edge));
  expect(demo.text()).not.toContain('THEY DIFFER');

  demo.type('cut 60s');
  await demo.said(/for 60 s\.\n(?:.*\n)*.*link down/);
  const stopping = performance.now();
  expect(await demo.end('SIGINT')).toBe(0);
  expect(performance.now() - stopping).toBeLessThan(5000);
});

async function observations(node: DemoClient, { from, to }: { readonly from: string; readonly to: string }) {
  const items = await node.items(`sensors/farm1:wt1/observations?from=${from}&to=${to}&limit=1000`);
  return items.map(({ ts, values }) => ({ ts, values }));
}
