/** Owns an early-warning classifier as bytes. The envelope is model-file.ts's, the tree's text knn.ts's. */
import type { Question, WarningScore } from '../../../runtime/models/port.ts';
import type { EpochMs, SensorId } from '../../../runtime/vocabulary.ts';
import { type Fields, fieldsOf, finite, text, truth, whole, wrong } from '../files/fields.ts';
import { decodeModelFile, encodeModelFile } from '../files/model-file.ts';
import { type Classifier, loadClassifier, saveClassifier } from './classifier.ts';
import { MAX_ROWS } from './knn.ts';

export const KIND = 'warning';
const MOST_WITHIN = 1024;

export interface WarningFile {
  readonly sensor: SensorId;
  readonly metric: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Rows of history that were looked at, and those that were no number or out of order. */
  readonly history: number;
  readonly dropped: number;
  readonly classifier: Classifier;
  readonly score: WarningScore;
}

/** The same model gives the same bytes. */
export function encodeWarningFile(file: WarningFile): Uint8Array {
  const { classifier, ...known } = file;
  return encodeModelFile({ kind: KIND, ...known, ...saveClassifier(classifier) });
}

/** Throws Rejected when the bytes are damaged, of another version, or no early-warning model. */
export function decodeWarningFile(bytes: Uint8Array): WarningFile {
  const fields = fieldsOf(decodeModelFile(bytes), 'content');
  if (text(fields, 'kind') !== KIND) throw wrong('kind', JSON.stringify(KIND));
  return {
    sensor: text(fields, 'sensor'),
    metric: text(fields, 'metric'),
    from: finite(fields, 'from'),
    to: finite(fields, 'to'),
    history: whole(fields, 'history', Number.MAX_SAFE_INTEGER),
    dropped: whole(fields, 'dropped', Number.MAX_SAFE_INTEGER),
    score: readScore(fieldsOf(fields.score, 'score')),
    classifier: loadClassifier({
      question: readQuestion(fieldsOf(fields.question, 'question')),
      deviation: finite(fields, 'deviation'),
      rows: whole(fields, 'rows', MAX_ROWS),
      base: finite(fields, 'base'),
      tree: text(fields, 'tree'),
    }),
  };
}

export function readQuestion(fields: Fields): Question {
  const direction = text(fields, 'direction');
  if (direction !== 'above' && direction !== 'below') throw wrong('question.direction', '"above" or "below"');
  const within = whole(fields, 'within', MOST_WITHIN);
  if (within < 1) throw wrong('question.within', 'at least 1');
  return { direction, threshold: finite(fields, 'threshold'), within };
}

function readScore(fields: Fields): WarningScore {
  return {
    readings: whole(fields, 'readings', Number.MAX_SAFE_INTEGER),
    reached: whole(fields, 'reached', Number.MAX_SAFE_INTEGER),
    precision: finite(fields, 'precision'),
    nearPrecision: finite(fields, 'nearPrecision'),
    area: finite(fields, 'area'),
    nearArea: finite(fields, 'nearArea'),
    beatsBaseline: truth(fields, 'beatsBaseline'),
  };
}
