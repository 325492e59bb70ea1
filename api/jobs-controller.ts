/** Owns `jobs`: the trainings that were asked for, and how far they are. */
import { Get, Path, Response, Route, Security, SuccessResponse, Tags } from '@tsoa/runtime';
import type { Models } from '../runtime/models/port.ts';
import type { NodePorts } from '../runtime/ports.ts';
import { showJob } from './model-presentation.ts';
import type { Job, JobList } from './model-resources.ts';
import { FAILURE, notFound, PROBLEM_JSON, type Problem } from './problems.ts';

/**
 * The job's id.
 * @minLength 1 must not be empty
 * @maxLength 64 must be at most 64 characters long
 * @example "6c0c1a6e-6f0c-4c7e-8f0e-2f3d0f6f9b11"
 */
export type JobIdentifier = string;

@Tags('models')
@Route('jobs')
@Security('bearer', ['read'])
@Security('session', ['read'])
export class JobsController {
  readonly #models: Models;

  constructor({ models }: Pick<NodePorts, 'models'>) {
    this.#models = models;
  }

  /**
   * Trainings since the node was started, newest first; of those that have ended the newest 200 or so.
   * @summary All jobs
   */
  @Get()
  @SuccessResponse(200, 'The jobs.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listJobs(): Promise<JobList> {
    return { items: this.#models.jobs().map(showJob) };
  }

  /**
   * One training: how far it is, and what came of it.
   * @summary One job
   */
  @Get('{id}')
  @SuccessResponse(200, 'The job.')
  @Response<Problem>(404, 'There is no such job.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getJob(@Path() id: JobIdentifier): Promise<Job> {
    const job = this.#models.job(id);
    if (!job) throw notFound('There is no such job.');
    return showJob(job);
  }
}
