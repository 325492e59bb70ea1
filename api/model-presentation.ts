/** Owns turning what is known of models and trainings into what REST shows, field by field. */
import type * as runtime from '../runtime/models/port.ts';
import type { Asked, Job, Model, ModelScore, ModelVersion, WarningScore } from './model-resources.ts';
import { timestamp } from './times.ts';

export function showModel({ id, sensor, metric, question, ...model }: runtime.ModelState): Model {
  const { active, previous, useAnyway, pushed, trouble } = model;
  return {
    ...{ id, ...showQuestion(question), sensor, metric },
    ...(active && { active: showVersion(active) }),
    ...(previous && { previous: showVersion(previous) }),
    ...{ useAnyway, pushed },
    ...(trouble !== undefined && { trouble }),
  };
}

export function showJob(job: runtime.TrainingJob): Job {
  const { id, model, sensor, metric, question, from, to, state, progress, createdAt, version, problem } = job;
  return {
    ...{ id, model, ...showQuestion(question), sensor, metric },
    ...{ from: timestamp(from), to: timestamp(to) },
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
  const { version, trainedAt, from, to, rows, dropped, scores, warning, beatsBaseline } = model;
  const times = { trainedAt: timestamp(trainedAt), from: timestamp(from), to: timestamp(to) };
  return {
    ...{ version, ...times, rows, dropped, scores: scores.map(showScore) },
    ...(warning && { warning: showWarning(warning) }),
    beatsBaseline,
  };
}

function showQuestion(question: runtime.Question | undefined): Asked {
  if (!question) return { kind: 'forecast' };
  const { direction, threshold, within } = question;
  return { kind: 'warning', [direction]: threshold, within };
}

function showWarning(score: runtime.WarningScore): WarningScore {
  const { readings, reached, precision, nearPrecision, area, nearArea } = score;
  return { readings, reached, precision, nearPrecision, area, nearArea };
}

function showScore(score: runtime.ModelScore): ModelScore {
  const { horizon, readings, error, lastValue, dayBefore, skill, coverage, pinball, pinballLastValue } =
    score;
  return {
    ...{ horizon, readings, error, lastValueError: lastValue, dayBeforeError: dayBefore },
    ...{ skill, coverage, pinball, lastValuePinball: pinballLastValue },
  };
}
