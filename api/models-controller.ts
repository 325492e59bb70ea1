/** Owns `models`: training from history, what came of it, going back, taking away. */
import {
  Body,
  Controller,
  Delete,
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
import type { ModelState, Models } from '../runtime/models/port.ts';
import type { NodePorts } from '../runtime/ports.ts';
import { showJob, showModel } from './model-presentation.ts';
import type { Job, Model, ModelPage } from './model-resources.ts';
import { listed, type PageQuery } from './pages.ts';
import { badRequest, FAILURE, notFound, PROBLEM_JSON, type Problem, ProblemError } from './problems.ts';
import { readTraining, type TrainingRequest } from './training-request.ts';

/**
 * The model's id.
 * @minLength 1 must not be empty
 * @maxLength 64 must be at most 64 characters long
 * @example "5d41402abc4b2a76b9719d911017c592"
 */
export type ModelIdentifier = string;

/** s after which a full queue is worth another try. */
const RETRY_AFTER = '30';

@Tags('models')
@Route('models')
@Security('bearer', ['read'])
@Security('session', ['read'])
export class ModelsController extends Controller {
  readonly #models: Models;

  constructor({ models }: Pick<NodePorts, 'models'>) {
    super();
    this.#models = models;
  }

  /**
   * Lists the trained models of this node, by id.
   * @summary All models
   */
  @Get()
  @SuccessResponse(200, 'One page of models.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listModels(@Queries() query: PageQuery): Promise<ModelPage> {
    const all = await this.#models.list();
    return listed('models', all, { query, keyOf: ({ id }) => id, show: showModel });
  }

  /**
   * Trains a forecast of one metric of one sensor from history, in the background: the newest 4,000 readings of the range; or, with
   * `kinds: ["warning"]`, the early warning of one limit: the newest 8,000. The model serves as soon as it is trained; the version before
   * is kept. An anomaly rule needs no training.
   * @summary Train
   */
  @Post()
  @Security('bearer', ['operate'])
  @Security('session', ['operate'])
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
  @Security('bearer', ['operate'])
  @Security('session', ['operate'])
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
  @Security('bearer', ['operate'])
  @Security('session', ['operate'])
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

export function unknownModel(): ProblemError {
  return notFound('There is no such model.');
}
