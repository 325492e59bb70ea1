/** Owns the models thread: scoring, training and the models' files; what it finds is appended to the journal by the main thread. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import type { PushedModel } from '../../../runtime/edges/models.ts';
import type { ModelState, TrainingSet } from '../../../runtime/models/port.ts';
import type { EpochMs, Offset, Rule, SensorId } from '../../../runtime/vocabulary.ts';
import { type Lesson, learn } from './lesson.ts';
import { openMemory } from './memory.ts';
import { installPushed } from './pushed.ts';
import { startReading } from './reading.ts';
import { Shelf } from './shelf.ts';
import { Slots } from './slots.ts';

export interface ModelsThreadData {
  readonly dataDir: string;
  readonly max: number;
  readonly rules: readonly Rule[];
}

/** What it tells unasked. */
export interface ModelsNotice {
  readonly progress?: { readonly job: string; readonly share: number };
  readonly warning?: { readonly sensor: SensorId; readonly metric: string; readonly reason: string };
}

export type ModelsHandlers = ReturnType<typeof openModelsThread>;

function openModelsThread({ dataDir, max, rules }: ModelsThreadData, tell: (notice: ModelsNotice) => void) {
  using cleanup = new DisposableStack();
  const memory = cleanup.use(openMemory(dataDir));
  const shelf = new Shelf(dataDir);
  const warn = (sensor: SensorId, metric: string, reason: string) =>
    tell({ warning: { sensor, metric, reason } });
  const slots = new Slots({ shelf, memory, max, rules, warn });
  const reading = cleanup.use(startReading({ dataDir, rules, shelf, slots, memory }));
  const states = (): readonly ModelState[] => shelf.ids().flatMap((id) => shelf.state(id) ?? []);
  for (const { sensor, metric, trouble } of states())
    if (trouble !== undefined) warn(sensor, metric, trouble);

  /** What serves has changed. */
  function adopt(id: string): void {
    slots.adopt(id);
    reading.look();
  }

  /** The version made, or why there is none. */
  async function train(lesson: Lesson): Promise<{ readonly version: number } | { readonly problem: string }> {
    const { job, at, useAnyway } = lesson;
    const steps = learn(lesson);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        const learnt = step.value;
        if ('none' in learnt) return { problem: learnt.none };
        const more = { at, pushed: false, ...(useAnyway !== undefined && { useAnyway }) };
        const id = shelf.put(learnt.bytes, more);
        adopt(id);
        return { version: shelf.state(id)?.active?.version ?? 0 };
      }
      tell({ progress: { job, share: step.value } });
      // Readings are scored in between.
      await nextTurn();
    }
  }

  function trainingSet(id: string): TrainingSet | undefined {
    const active = shelf.forecast(id);
    if (!active) return undefined;
    const { description, state } = active.file;
    const { sensor, metric } = description;
    return { sensor, metric, version: active.version, ts: state.times, values: state.values };
  }

  const files = cleanup.move();
  return {
    begin: (head: Offset) => reading.begin(head),
    advance: () => reading.advance(),
    save: () => reading.save(),
    setRules(changed: readonly Rule[]): void {
      slots.setRules(changed);
      reading.look(changed);
    },
    train,
    list: () => states().toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    get: (id: string) => shelf.state(id),
    rollback(id: string): ModelState | 'no-previous' | undefined {
      if (!shelf.state(id)) return undefined;
      if (!shelf.rollback(id)) return 'no-previous';
      adopt(id);
      return shelf.state(id);
    },
    remove(id: string): boolean {
      const state = shelf.state(id);
      if (!state) return false;
      shelf.remove(id);
      slots.abandon(state);
      reading.look();
      return true;
    },
    trainingSet,
    file: (id: string) => shelf.forecast(id)?.bytes,
    /** Throws Rejected, nothing changed, when one of them is no model. */
    install({ models, at }: { readonly models: readonly PushedModel[]; readonly at: EpochMs }): void {
      installPushed({ shelf, slots, models, at });
      reading.look();
    },
    close: () => files.dispose(),
  };
}

export function start(port: MessagePort, data: ModelsThreadData): ModelsHandlers {
  return openModelsThread(data, (notice) => port.postMessage(notice));
}
