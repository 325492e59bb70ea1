/** Owns `models`: training from history, what came of it, going back, taking away, and sending to edges. */
import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
  Get,
  Path,
  Post,
  Produces,
  Queries,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { ModelState, Models } from '../runtime/models/port.ts';
import type { NodePorts } from '../runtime/ports.ts';
import { readCursor, writeCursor } from './cursors.ts';
import { showJob, showModel, trainingSetLines } from './model-presentation.ts';
import { pushModel } from './model-pushing.ts';
import type { Job, Model, ModelPage } from './model-resources.ts';
import { DEFAULT_LIMIT, type PageQuery, page } from './pages.ts';
import { badRequest, FAILURE, notFound, PROBLEM_JSON, type Problem, ProblemError } from './problems.ts';
import { readTraining, type TrainingRequest } from './training-request.ts';

/**
 * The model's id.
 * @minLength 1 must not be empty
 * @maxLength 64 must be at most 64 characters long
 * @example "5d41402abc4b2a76b9719d911017c592"
 */
export type ModelIdentifier = string;

/** Where to send a model. */
export interface Destination {
  /**
   * The edge's id.
   * @minLength 1 must not be empty
   * @maxLength 64 must be at most 64 characters long
   * @example "farm1-gateway"
   */
  edge: string;
}

/** s after which a full queue is worth another try. */
const RETRY_AFTER = '30';

@Tags('models')
@Route('models')
@Security('bearer')
export class ModelsController extends Controller {
  readonly #ports: Pick<NodePorts, 'models' | 'edges'>;
  readonly #models: Models;

  constructor(ports: Pick<NodePorts, 'models' | 'edges'>) {
    super();
    this.#ports = ports;
    this.#models = ports.models;
  }

  /**
   * Lists the trained models of this node, by id.
   * @summary All models
   */
  @Get()
  @SuccessResponse(200, 'One page of models.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listModels(@Queries() query: PageQuery): Promise<ModelPage> {
    const after = query.cursor === undefined ? [] : readCursor('models', ['string'], query.cursor);
    if (!after) throw badRequest([{ path: 'query.cursor', message: 'is not a cursor of this list' }]);
    const [behind] = after;
    return page(query.limit ?? DEFAULT_LIMIT, {
      read: async (limit) => {
        const all = await this.#models.list();
        return all.filter(({ id }) => behind === undefined || id > behind).slice(0, limit);
      },
      show: showModel,
      cursorOf: (last) => writeCursor('models', [last.id]),
    });
  }

  /**
   * Trains a forecast of one metric of one sensor from history, in the background: the newest 4,000 readings of the range. The model
   * serves as soon as it is trained; the version before is kept. An anomaly rule needs no training.
   * @summary Train
   */
  @Post()
  @SuccessResponse<{ Location: string }>(202, 'The job; ask for it until it is done or failed.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async trainModel(@Body() body: TrainingRequest): Promise<Job> {
    const order = readTraining(body, Date.now());
    if (Array.isArray(order)) throw badRequest(order);
    const job = this.#models.train(order);
    if (!job) {
      const detail = 'As many trainings wait as may; ask again when some of them have ended.';
      throw new ProblemError(503, { detail, headers: { 'retry-after': RETRY_AFTER } });
    }
    this.setStatus(202);
    this.setHeader('Location', `/api/v1/jobs/${job.id}`);
    return showJob(job);
  }

  /**
   * One model: what it was trained on, and how good it was on rows it had not seen, beside plain rules.
   * @summary One model
   */
  @Get('{id}')
  @SuccessResponse(200, 'The model.')
  @Response<Problem>(404, 'There is no such model.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getModel(@Path() id: ModelIdentifier): Promise<Model> {
    return showModel(await this.#known(id));
  }

  /**
   * Takes a model and its files away; its series stay in history.
   * @summary Delete
   */
  @Delete('{id}')
  @SuccessResponse(204, 'It is gone.')
  @Response<Problem>(404, 'There is no such model.', undefined, PROBLEM_JSON)
  @Response<Problem>(409, 'A cloud has sent it.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async deleteModel(@Path() id: ModelIdentifier): Promise<void> {
    await this.#own(id);
    if (!(await this.#models.remove(id))) throw unknownModel();
  }

  /**
   * Has the version before serve again; once more goes forward again.
   * @summary Go back
   */
  @Post('{id}/rollback')
  @SuccessResponse(200, 'The model as it is now.')
  @Response<Problem>(404, 'There is no such model.', undefined, PROBLEM_JSON)
  @Response<Problem>(409, 'It has no version before, or a cloud has sent it.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async rollbackModel(@Path() id: ModelIdentifier): Promise<Model> {
    await this.#own(id);
    const model = await this.#models.rollback(id);
    if (model === 'no-previous')
      throw new ProblemError(409, { detail: 'There is no version before this one.' });
    if (!model) throw unknownModel();
    return showModel(model);
  }

  /**
   * Adds the model to what an edge works by, or puts it in place of an older version there; the edge's `models` document says which it
   * has. The edge then forecasts, and this node leaves the sensor to it. There `useAnyway` does not count, a rule's `anyModel` does.
   * @summary Send to an edge
   */
  @Post('{id}/push')
  @SuccessResponse(200, 'The model; it goes to the edge at once, or when the edge is back.')
  @Response<Problem>(404, 'There is no such model, or no such edge.', undefined, PROBLEM_JSON)
  @Response<Problem>(409, 'Somebody else changed what the edge works by; try again.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async pushModel(@Path() id: ModelIdentifier, @Body() body: Destination): Promise<Model> {
    const model = await this.#known(id);
    await pushModel(this.#ports, id, body.edge);
    return showModel(model);
  }

  /**
   * The rows the active version was trained on, oldest first: `time,<metric>`.
   * @summary Training set
   */
  @Get('{id}/training-set.csv')
  @Produces('text/csv')
  @SuccessResponse(200, 'The rows.')
  @Response<Problem>(404, 'There is no such model.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getTrainingSet(@Path() id: ModelIdentifier): Promise<Readable> {
    const rows = await this.#models.trainingSet(id);
    if (!rows) throw unknownModel();
    this.setHeader('Content-Type', 'text/csv; charset=utf-8');
    this.setHeader('Content-Disposition', `attachment; filename="training-set-${rows.version}.csv"`);
    return Readable.from(trainingSetLines(rows));
  }

  async #known(id: string): Promise<ModelState> {
    const model = await this.#models.get(id);
    if (!model) throw unknownModel();
    return model;
  }

  /** What a cloud has sent would be there again after the next start. */
  async #own(id: string): Promise<void> {
    const { pushed } = await this.#known(id);
    if (pushed) throw new ProblemError(409, { detail: 'A cloud has sent this model: change it there.' });
  }
}

function unknownModel(): ProblemError {
  return notFound('There is no such model.');
}
