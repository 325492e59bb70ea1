/** Proves that a crash of the models part, wherever it comes, loses nothing, and that no alarm is raised twice. */
import { expect, test } from 'vitest';
import type { Question } from '../../../runtime/models/port.ts';
import { tempDir } from '../../../runtime/testbed/testbed.ts';
import type { AnomalyRule, ForecastRule, Reading } from '../../../runtime/vocabulary.ts';
import { emptyFold } from '../../fold/sensor-fold.ts';
import { rulePlans } from '../../rules/plan.ts';
import { reduce } from '../../sensor.ts';
import { wave } from '../testbed/made-series.ts';
import { learn } from './lesson.ts';
import { openMemory } from './memory.ts';
import { picker } from './pick.ts';
import { Shelf } from './shelf.ts';
import { Slots } from './slots.ts';

const SENSOR = 'farm:t1';
const SOON: ForecastRule = {
  ...{ kind: 'forecast', id: 'soon', sensors: '*', metric: 'temp', direction: 'above', limit: 70 },
  ...{
    within: 12,
    probability: 0.6,
    deadband: 0.3,
    forMs: 0,
    severity: 'WARNING',
    by: 'analogs',
    anyModel: false,
  },
};
const ODD: AnomalyRule = {
  ...{ kind: 'anomaly', id: 'odd', sensors: '*', metric: 'temp', threshold: 0.25, refractory: 20 },
  severity: 'WARNING',
};
const POLL: ForecastRule = { ...SOON, id: 'poll', by: 'votes' };
const RULES = [SOON, ODD, POLL];

const ROWS = wave(1500);
const TRAINED = 700;

function modelFile(question?: Question): Uint8Array {
  const rows = { ts: ROWS.ts.slice(0, TRAINED), values: ROWS.values.slice(0, TRAINED) };
  const lesson = { job: 'x', sensor: SENSOR, metric: 'temp', rows, at: 0, ...(question && { question }) };
  for (const steps = learn(lesson); ; ) {
    const { done, value } = steps.next();
    if (!done) continue;
    if ('none' in value) throw new Error(value.none);
    return value.bytes;
  }
}

const FILES = [modelFile(), modelFile({ direction: 'above', threshold: SOON.limit, within: SOON.within })];

/** Commit n holds reading n. */
function commit(offset: number) {
  const i = TRAINED + offset - 1;
  // A spike that nobody could foresee, for the anomaly rule.
  const temp = (ROWS.values[i] ?? 0) + (offset % 300 === 150 ? 500 : 0);
  const ts = ROWS.ts[i] ?? 0;
  const reading: Reading = {
    ...{ kind: 'reading', sensor: SENSOR, ts, receivedAt: ts + 5, seq: 0, stamped: false },
    values: { temp },
  };
  return { offset, entries: [reading] };
}
const COMMITS = Array.from({ length: ROWS.values.length - TRAINED }, (_, i) => commit(i + 1));

/** The findings in the journal when the part is saved and killed at these commits. */
async function run(saves: ReadonlySet<number>, kills: ReadonlySet<number>): Promise<readonly Reading[]> {
  await using dir = await tempDir();
  const shelf = new Shelf(dir.path);
  for (const bytes of FILES) shelf.put(bytes, { at: 0, pushed: false });
  const pick = picker(RULES, [{ sensor: SENSOR, metric: 'temp' }]);
  const warn = () => expect.unreachable();
  const start = () => {
    const memory = openMemory(dir.path);
    return { memory, slots: new Slots({ shelf: new Shelf(dir.path), memory, max: 1, rules: RULES, warn }) };
  };
  const found: Reading[] = [];
  const killed = new Set<number>();
  let part = start();
  for (let at = 1; at <= COMMITS.length; at++) {
    found.push(...part.slots.take(pick(COMMITS.slice(at - 1, at))));
    if (saves.has(at)) part.slots.save(at);
    if (!kills.has(at) || killed.has(at)) continue;
    killed.add(at);
    part.memory[Symbol.dispose]();
    part = start();
    at = part.memory.cursor() ?? 0;
  }
  part.memory[Symbol.dispose]();
  return found;
}

function alarms(findings: readonly Reading[]): readonly string[] {
  const plan = rulePlans(RULES)(SENSOR);
  const { transitions } = reduce(emptyFold(SENSOR, plan), findings, plan);
  return transitions.map(({ id }) => id);
}

const distinct = (findings: readonly Reading[]) => [...new Set(findings.map((one) => JSON.stringify(one)))];

test('killed five times, it says the same again and raises nothing twice', async () => {
  const whole = await run(new Set(), new Set());
  const broken = await run(new Set([40, 130, 131, 420]), new Set([20, 129, 160, 161, 600]));
  expect(broken.length).toBeGreaterThan(whole.length + 200);
  expect(distinct(broken)).toEqual(distinct(whole));
  expect(whole.filter(({ values }) => 'temp.risk.poll' in values).length).toBeGreaterThan(700);
  expect(alarms(whole).length).toBeGreaterThan(8);
  expect(alarms(broken)).toEqual(alarms(whole));
});
