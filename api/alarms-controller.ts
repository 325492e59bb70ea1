/** Owns `alarms`, `alarms/{id}` and what an operator may do to one. */
import {
  Body,
  Get,
  Path,
  Post,
  Queries,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Alarms, CommandOutcome, NodePorts } from '../runtime/ports.ts';
import type { AlarmStatus, Severity } from '../runtime/vocabulary.ts';
import type { Caller } from './caller.ts';
import { readCursor, writeCursor } from './cursors.ts';
import { DEFAULT_LIMIT, notOfThisList, type PageQuery, page } from './pages.ts';
import { showAlarm, showTransition } from './presentation.ts';
import { FAILURE, notFound, PROBLEM_JSON, type Problem, ProblemError } from './problems.ts';
import type { Alarm, AlarmDetail, AlarmPage } from './resources.ts';

export interface AlarmsQuery extends PageQuery {
  /**
   * Only of this sensor.
   * @minLength 1 must not be empty
   * @maxLength 1024 must be at most 1024 characters long
   */
  sensor?: string;
  /**
   * Only of this rule.
   * @minLength 1 must not be empty
   * @maxLength 256 must be at most 256 characters long
   */
  rule?: string;
  severity?: Severity;
  /**
   * Only in one of these states; repeat it for more than one.
   * @maxItems 4 must be at most 4 states
   */
  status?: AlarmStatus[];
}

/** What an operator adds to a command. */
export interface Remark {
  /**
   * Kept with the alarm's history.
   * @maxLength 1000 must be at most 1000 characters long
   */
  comment?: string;
}

/**
 * The alarm's UUID.
 * @minLength 1 must not be empty
 * @maxLength 64 must be at most 64 characters long
 * @example "6c0c1a6e-6f0c-5c7e-8f0e-2f3d0f6f9b11"
 */
export type AlarmIdentifier = string;

@Tags('alarms')
@Route('alarms')
@Security('bearer', ['read'])
@Security('session', ['read'])
export class AlarmsController {
  readonly #alarms: Alarms;
  readonly #caller: Caller;

  constructor({ alarms }: Pick<NodePorts, 'alarms'>, caller: Caller) {
    this.#alarms = alarms;
    this.#caller = caller;
  }

  /**
   * Newest first, by the time they were raised.
   * @summary Alarms
   */
  @Get()
  @SuccessResponse(200, 'One page of alarms.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listAlarms(@Queries() query: AlarmsQuery): Promise<AlarmPage> {
    const { cursor, limit = DEFAULT_LIMIT, ...filters } = query;
    const after = cursor === undefined ? [] : readCursor('alarms', ['number', 'string'], cursor);
    if (!after) throw notOfThisList();
    const [raisedAt, id] = after;
    const behind = raisedAt !== undefined && { after: { raisedAt, id } };
    return page(limit, {
      read: (count) => this.#alarms.list({ ...filters, limit: count, ...behind }),
      show: showAlarm,
      cursorOf: (last) => writeCursor('alarms', [last.raisedAt, last.id]),
    });
  }

  /**
   * One alarm with every change it went through.
   * @summary One alarm
   * @param id The alarm's UUID.
   */
  @Get('{id}')
  @SuccessResponse(200, 'The alarm.')
  @Response<Problem>(404, 'There is no such alarm.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getAlarm(@Path() id: AlarmIdentifier): Promise<AlarmDetail> {
    const found = await this.#alarms.get(id);
    if (!found) throw unknownAlarm();
    return { ...showAlarm(found.alarm), transitions: found.transitions.map(showTransition) };
  }

  /**
   * Marks an alarm as seen by a person. Answered when the command is durable.
   * @summary Acknowledge
   * @param id The alarm's UUID.
   */
  @Post('{id}/ack')
  @Security('bearer', ['operate'])
  @Security('session', ['operate'])
  @SuccessResponse(200, 'The alarm as it is now.')
  @Response<Problem>(404, 'There is no such alarm.', undefined, PROBLEM_JSON)
  @Response<Problem>(409, 'It is acknowledged already.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async acknowledgeAlarm(@Path() id: AlarmIdentifier, @Body() body?: Remark): Promise<Alarm> {
    return this.#answer(await this.#alarms.acknowledge(id, this.#caller.name, body?.comment));
  }

  /**
   * Ends an alarm by hand. Answered when the command is durable.
   * @summary Clear
   * @param id The alarm's UUID.
   */
  @Post('{id}/clear')
  @Security('bearer', ['operate'])
  @Security('session', ['operate'])
  @SuccessResponse(200, 'The alarm as it is now.')
  @Response<Problem>(404, 'There is no such alarm.', undefined, PROBLEM_JSON)
  @Response<Problem>(409, 'It is cleared already.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async clearAlarm(@Path() id: AlarmIdentifier, @Body() body?: Remark): Promise<Alarm> {
    return this.#answer(await this.#alarms.clear(id, this.#caller.name, body?.comment));
  }

  #answer(result: CommandOutcome): Alarm {
    switch (result.outcome) {
      case 'done':
        this.#caller.note({ before: result.alarm.version - 1, after: result.alarm.version });
        return showAlarm(result.alarm);
      case 'unknown-alarm':
        throw unknownAlarm();
      case 'already':
        throw new ProblemError(409, { detail: `The alarm is ${result.status} already.` });
    }
  }
}

function unknownAlarm(): ProblemError {
  return notFound('There is no such alarm.');
}
