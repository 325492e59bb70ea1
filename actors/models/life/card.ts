/** Owns the small file beside a model's versions that says which serves; what a version says of itself is in its own file. */
import { readFileSync } from 'node:fs';
import type { Question } from '../../../runtime/models/port.ts';
import type { EpochMs, SensorId } from '../../../runtime/vocabulary.ts';
import { fieldsOf, list, text, truth, whole } from '../files/fields.ts';
import { readQuestion } from '../warning/warning-file.ts';

export interface Card {
  readonly id: string;
  readonly sensor: SensorId;
  readonly metric: string;
  /** Of an early warning; a card without is of a forecast. */
  readonly question?: Question;
  readonly useAnyway: boolean;
  readonly pushed: boolean;
  /** What serves, then what served before. */
  readonly versions: readonly { readonly version: number; readonly trainedAt: EpochMs }[];
}

/** Undefined for a file that is none. */
export function readCard(path: string): Card | undefined {
  try {
    const fields = fieldsOf(JSON.parse(readFileSync(path, 'utf8')), 'card');
    return {
      id: text(fields, 'id'),
      sensor: text(fields, 'sensor'),
      metric: text(fields, 'metric'),
      ...(fields.question !== undefined && { question: readQuestion(fieldsOf(fields.question, 'question')) }),
      useAnyway: truth(fields, 'useAnyway'),
      pushed: truth(fields, 'pushed'),
      versions: list(fields, 'versions', 2).map((one) => {
        const version = fieldsOf(one, 'versions');
        return {
          version: whole(version, 'version', Number.MAX_SAFE_INTEGER),
          trainedAt: whole(version, 'trainedAt', Number.MAX_SAFE_INTEGER),
        };
      }),
    };
  } catch {
    return undefined;
  }
}
