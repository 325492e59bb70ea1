/** Owns the whole check: every file Grafana is given, judged as one. Says what is wrong, one line each. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { messageOf } from '../../runtime/errors.ts';
import { alertFile, alertProblems, alertQuestions } from './alerts.ts';
import { answerProblems, type Judges, problemWith, variablesIn, withValue } from './asked.ts';
import { linkProblems } from './links.ts';
import { type Question, questionsOf } from './query-list.ts';
import { structureProblems } from './structure.ts';
import type { Value } from './templating.ts';
import { variableProblems } from './variables.ts';

export interface Project {
  readonly dashboards: readonly Dashboard[];
  /** As parsed from its file. */
  readonly alerting: unknown;
  /** Text of docs/runbook.md. */
  readonly runbook: string;
}

export interface Trial extends Judges {
  /** Values that find the rows of the test data, by variable. */
  readonly known: ReadonlyMap<string, Value>;
  /** Values that find nothing and must do nothing. */
  readonly hostile: readonly Value[];
}

export async function projectProblems(project: Project, trial: Trial): Promise<readonly string[]> {
  const { dashboards, runbook } = project;
  const alerting = alertFile.safeParse(project.alerting);
  if (!alerting.success) return [`alerting: ${alerting.error.message}`];
  const formal = [
    ...structureProblems(dashboards),
    ...linkProblems(dashboards),
    ...alertProblems(alerting.data, { dashboards, runbook }),
  ];
  const asked: string[] = [];
  for (const dashboard of dashboards) {
    try {
      formal.push(...variableProblems(dashboard));
      for (const question of questionsOf(dashboard)) asked.push(...(await questionProblems(question, trial)));
    } catch (error) {
      formal.push(`${dashboard.title}: ${messageOf(error)}`);
    }
  }
  for (const question of alertQuestions(alerting.data))
    asked.push(...(await questionProblems(question, trial)));
  return [...formal, ...asked];
}

async function questionProblems(question: Question, trial: Trial): Promise<readonly string[]> {
  const sound = await knownProblems(question, trial);
  if (sound.length > 0 || variablesIn(question).length === 0) return sound;
  const found: string[] = [];
  for (const value of trial.hostile) found.push(...(await problemWith(question, value, trial)));
  return found;
}

async function knownProblems(question: Question, trial: Trial): Promise<readonly string[]> {
  const plain = await problemWith(question, 'plain', trial);
  if (plain.length > 0 || question.language === 'flux') return plain;
  try {
    return await answerProblems(question, withValue(question, trial.known), trial.ask);
  } catch (error) {
    return [`${question.where}: ${messageOf(error)}`];
  }
}
