/** Owns what leaves a model: `models/{id}/push` to an edge, and the rows it was trained on. */
import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  Path,
  Post,
  Produces,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { NodePorts } from '../runtime/ports.ts';
import { showModel, trainingSetLines } from './model-presentation.ts';
import { pushModel } from './model-pushing.ts';
import type { Model } from './model-resources.ts';
import { type ModelIdentifier, unknownModel } from './models-controller.ts';
import { FAILURE, PROBLEM_JSON, type Problem, ProblemError } from './problems.ts';

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

@Tags('models')
@Route('models')
@Security('bearer', ['read'])
@Security('session', ['read'])
export class ModelTransfersController extends Controller {
  readonly #ports: Pick<NodePorts, 'models' | 'edges'>;

  constructor(ports: Pick<NodePorts, 'models' | 'edges'>) {
    super();
    this.#ports = ports;
  }

  /**
   * Adds the model to what an edge works by, or puts it in place of an older version there; the edge's `models` document says which it
   * has. The edge then forecasts, and this node leaves the sensor to it. There `useAnyway` does not count, a rule's `anyModel` does.
   * @summary Send to an edge
   */
  @Post('{id}/push')
  @Security('bearer', ['operate'])
  @Security('session', ['operate'])
  @SuccessResponse(200, 'The model; it goes to the edge at once, or when the edge is back.')
  @Response<Problem>(404, 'There is no such model, or no such edge.', undefined, PROBLEM_JSON)
  @Response<Problem>(
    409,
    'Somebody else changed what the edge works by, it would be too much, or it is an early warning: trained where it is used.',
    undefined,
    PROBLEM_JSON,
  )
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async pushModel(@Path() id: ModelIdentifier, @Body() body: Destination): Promise<Model> {
    const model = await this.#ports.models.get(id);
    if (!model) throw unknownModel();
    if (model.question) throw trainedWhereUsed('It is not sent: train it at the edge.');
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
  @Response<Problem>(409, 'An early warning keeps no rows.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getTrainingSet(@Path() id: ModelIdentifier): Promise<Readable> {
    if ((await this.#ports.models.get(id))?.question) throw trainedWhereUsed('It keeps no rows.');
    const rows = await this.#ports.models.trainingSet(id);
    if (!rows) throw unknownModel();
    this.setHeader('Content-Type', 'text/csv; charset=utf-8');
    this.setHeader('Content-Disposition', `attachment; filename="training-set-${rows.version}.csv"`);
    return Readable.from(trainingSetLines(rows));
  }
}

function trainedWhereUsed(so: string): ProblemError {
  return new ProblemError(409, { detail: `An early warning is trained where it is used. ${so}` });
}
