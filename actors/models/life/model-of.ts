/** Owns what a model's bytes say of the model, whichever its kind: its id, whose it is, and a version as it is shown. */
import { createHash } from 'node:crypto';
import type { ModelVersion, Question } from '../../../runtime/models/port.ts';
import type { EpochMs, SensorId } from '../../../runtime/vocabulary.ts';
import { fieldsOf } from '../files/fields.ts';
import { decodeModelFile } from '../files/model-file.ts';
import { decodeForecastFile, type ForecastFile } from '../forecast/forecast-file.ts';
import { decodeWarningFile, KIND, type WarningFile } from '../warning/warning-file.ts';

/** A version that can be used. */
export interface Shelved<File = ForecastFile | WarningFile> {
  readonly version: number;
  readonly trainedAt: EpochMs;
  readonly bytes: Uint8Array;
  readonly file: File;
}

/** Whose model it is. */
export interface Subject {
  readonly sensor: SensorId;
  readonly metric: string;
  /** Absent for a forecast. */
  readonly question?: Question;
}

/** The same on every node, and fit for a file's name. */
export function modelId({ sensor, metric, question }: Subject): string {
  const name = question
    ? [KIND, sensor, metric, question.direction, question.threshold, question.within]
    : ['forecast', sensor, metric];
  return createHash('sha256').update(JSON.stringify(name)).digest('hex').slice(0, 32);
}

/** Throws Rejected for bytes that are no model. */
export function decodeModel(bytes: Uint8Array): ForecastFile | WarningFile {
  const { kind } = fieldsOf(decodeModelFile(bytes), 'content');
  return kind === KIND ? decodeWarningFile(bytes) : decodeForecastFile(bytes);
}

export function subjectOf(file: ForecastFile | WarningFile): Subject {
  if (isWarning(file)) {
    const { sensor, metric, classifier } = file;
    return { sensor, metric, question: classifier.question };
  }
  const { sensor, metric } = file.description;
  return { sensor, metric };
}

export function isWarning(file: ForecastFile | WarningFile): file is WarningFile {
  return 'classifier' in file;
}

export function shown({ version, trainedAt, file }: Shelved): ModelVersion {
  if (isWarning(file)) {
    const { from, to, history: rows, dropped, score } = file;
    const { beatsBaseline } = score;
    return { version, trainedAt, from, to, rows, dropped, scores: [], warning: score, beatsBaseline };
  }
  const { from, to, rows, dropped, scores, beatsBaseline } = file.description;
  return { version, trainedAt, from, to, rows, dropped, scores, beatsBaseline };
}
