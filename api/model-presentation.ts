/** Owns turning what is known of models and trainings into what REST shows, field by field. */
import type * as runtime from '../runtime/models/port.ts';
import type { Job, Model, ModelScore, ModelVersion } from './model-resources.ts';
import { timestamp } from './times.ts';

export function showModel({ id, sensor, metric, ...model }: runtime.ModelState): Model {
  const { active, previous, useAnyway, pushed, trouble } = model;
  return {
    ...{ id, kind: 'forecast', sensor, metric },
    ...(active && { active: showVersion(active) }),
    ...(previous && { previous: showVersion(previous) }),
    ...{ useAnyway, pushed },
    ...(trouble !== undefined && { trouble }),
  };
}

export function showJob(job: runtime.TrainingJob): Job {
  const { id, model, sensor, metric, from, to, state, progress, createdAt, version, problem } = job;
  return {
    ...{ id, model, sensor, metric, from: timestamp(from), to: timestamp(to) },
    ...{ state, progress, createdAt: timestamp(createdAt) },
    ...(version !== undefined && { version }),
    ...(problem !== undefined && { problem }),
  };
}

/** One row a line, in CSV as RFC 4180 has it. */
export function* trainingSetLines({ metric, ts, values }: runtime.TrainingSet): Generator<string> {
  yield `time,${cell(metric)}\r\n`;
  for (const [i, time] of ts.entries()) yield `${timestamp(time)},${values[i]}\r\n`;
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function showVersion(model: runtime.ModelVersion): ModelVersion {
  const { version, trainedAt, from, to, rows, dropped, scores, beatsBaseline } = model;
  const times = { trainedAt: timestamp(trainedAt), from: timestamp(from), to: timestamp(to) };
  return { version, ...times, rows, dropped, scores: scores.map(showScore), beatsBaseline };
}

function showScore(score: runtime.ModelScore): ModelScore {
  const { horizon, readings, error, lastValue, dayBefore, skill, coverage, pinball, pinballLastValue } =
    score;
  return {
    ...{ horizon, readings, error, lastValueError: lastValue, dayBeforeError: dayBefore },
    ...{ skill, coverage, pinball, lastValuePinball: pinballLastValue },
  };
}
