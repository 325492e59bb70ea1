/** Shows the sensors part with 10,000 sensors: all right, and a crash or a fault between two slices of a write harmless. */
import { expect, it } from 'vitest';
import { waitFor } from '../runtime/testbed/testbed.ts';
import type { Offset } from '../runtime/vocabulary.ts';
import { hot, temp } from './testbed/entries.ts';
import { AWAY, type Fixture, fixture, type Opened } from './testbed/fixture.ts';

const IDS = Array.from({ length: 10_000 }, (_, i) => `site${i % 7}:s${i}`).sort();
const RULES = [hot()];

/** One reading of every sensor, in commits of 1000. */
function round(on: Fixture, at: number, value: number): Offset {
  for (let i = 0; i < IDS.length; i += 1000) {
    on.journal.append(...IDS.slice(i, i + 1000).map((sensor) => temp(at, value, { sensor })));
  }
  return on.journal.head();
}

/** Pages through the directory. */
function shown({ sensors }: Opened): readonly string[] {
  const lines: string[] = [];
  for (let after = ''; ; ) {
    const page = sensors.directory.list({ limit: 1000, after });
    lines.push(...page.map(({ id, readings, openAlarms }) => `${id} ${readings} ${openAlarms.length}`));
    const last = page.at(-1);
    if (last === undefined) return lines;
    after = last.id;
  }
}

it('keeps 10,000 sensors apart, and finds them again after a crash amid saving them', async () => {
  await using on = await fixture();
  const first = await on.open({ rules: RULES, snapshotEvery: 1 });
  let slices = 0;
  on.fault = ({ snapshots = [] }) => {
    if (snapshots.length > 0 && ++slices === 5) first.kill();
    return undefined;
  };
  round(on, 0, 20);
  await waitFor('the crash', () => slices >= 5);
  round(on, 1, 30);

  on.fault = () => undefined;
  await using second = await on.open({ rules: RULES });
  expect(shown(second)).toEqual(IDS.map((id) => `${id} 2 0`));
});

it('loses nothing that came in while it was saving, if it crashes right after', async () => {
  await using on = await fixture();
  let crashed = false;
  const onDurable = (cursor: Offset) => {
    if (cursor === 0) return;
    on.journal.trim(cursor);
    first.kill();
    crashed = true;
  };
  const first = await on.open({ rules: RULES, snapshotEvery: 1, onDurable });
  let during: Promise<void> | undefined;
  on.fault = () => {
    during ??= first.sensors.applied(round(on, 1, 30));
    return during;
  };
  round(on, 0, 20);
  await waitFor('the crash', () => crashed);

  await using second = await on.open({ rules: RULES });
  expect(shown(second)).toEqual(IDS.map((id) => `${id} 2 0`));
});

it('raises 10,000 alarms at once, though the store fails between two slices of them', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: RULES });
  let writes = 0;
  on.fault = () => ([2, 5].includes(++writes) ? AWAY : undefined);
  await opened.sensors.applied(round(on, 0, 95));
  expect(shown(opened)).toEqual(IDS.map((id) => `${id} 1 1`));
  expect(await on.state.counts()).toMatchObject({ laneHead: 10_000, alarmsOpen: { MAJOR: 10_000 } });
});
