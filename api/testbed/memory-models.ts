/** Owns trained models in memory for API tests. Tests only. */
import type { ModelState, Models, TrainingJob } from '../../runtime/models/port.ts';

export interface KnownModels {
  readonly states: Map<string, ModelState>;
  readonly jobs: Map<string, TrainingJob>;
  /** Trainings that may still be asked for. */
  room: number;
}

export function memoryModels(known: KnownModels, check: () => void): Models {
  const { states, jobs } = known;
  const checked = <T>(value: T): T => {
    check();
    return value;
  };
  return {
    list: async () => checked([...states.values()]),
    get: async (id) => checked(states.get(id)),
    train(order) {
      check();
      if (known.room-- <= 0) return undefined;
      const job: TrainingJob = {
        ...order,
        id: `job-${jobs.size + 1}`,
        model: 'm1',
        state: 'waiting',
        progress: 0,
        createdAt: 0,
      };
      jobs.set(job.id, job);
      return job;
    },
    job: (id) => checked(jobs.get(id)),
    jobs: () => checked([...jobs.values()].reverse()),
    async rollback(id) {
      check();
      const state = states.get(id);
      if (!state?.active || !state.previous) return state && 'no-previous';
      const back: ModelState = { ...state, active: state.previous, previous: state.active };
      states.set(id, back);
      return back;
    },
    remove: async (id) => checked(states.delete(id)),
    async trainingSet(id) {
      check();
      const state = states.get(id);
      if (!state?.active) return undefined;
      const { sensor, metric } = state;
      const { version } = state.active;
      return { sensor, metric, version, ts: Float64Array.of(0, 1000), values: Float64Array.of(1.5, -2) };
    },
    file: async (id) => checked(states.has(id) ? Buffer.from(`file of ${id}`) : undefined),
  };
}
