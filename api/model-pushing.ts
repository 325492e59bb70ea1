/** Owns putting a model among those an edge works by: a document of the edge's that is changed as a whole. */
import { createHash } from 'node:crypto';
import type { NodePorts } from '../runtime/ports.ts';
import { DOCUMENT_LIMIT } from './documents.ts';
import { unknownEdge } from './edges-controller.ts';
import { notFound, ProblemError } from './problems.ts';

/** As the edge reads it (runtime/edges/models.ts); the format is that of the file within. */
const FORMAT = 'anemos-model-1';

/** Throws 404 for no such model or edge, 409 when somebody else was faster or it is too much. */
export async function pushModel(
  { models, edges }: Pick<NodePorts, 'models' | 'edges'>,
  id: string,
  edge: string,
): Promise<void> {
  const file = await models.file(id);
  if (!file) throw notFound('There is no version of this model that can be sent.');
  const document = await edges.document(edge, 'models');
  const others = Array.isArray(document?.body)
    ? document.body.filter((other: unknown) => !isOf(id, other))
    : [];
  const bytes = Buffer.from(file);
  const checksum = createHash('sha256').update(bytes).digest('hex');
  const body = [...others, { id, format: FORMAT, checksum, data: bytes.toString('base64') }];
  if (JSON.stringify(body).length > DOCUMENT_LIMIT) {
    const detail = 'The models of this edge would be more than 1 MiB: take some away first.';
    throw new ProblemError(409, { detail });
  }
  const expected = document?.version ?? 0;
  const result = await edges.setDocument(edge, { kind: 'models', body, expected });
  switch (result.outcome) {
    case 'done':
      return;
    case 'unknown-edge':
      throw unknownEdge();
    case 'conflict':
      throw new ProblemError(409, { detail: 'Somebody else changed the models of this edge; try again.' });
    case 'invalid':
      throw new ProblemError(409, { detail: result.errors.map(({ message }) => message).join('; ') });
  }
}

function isOf(id: string, model: unknown): boolean {
  return typeof model === 'object' && model !== null && 'id' in model && model.id === id;
}
