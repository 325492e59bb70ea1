/** Owns what a document from a cloud must be, the same at the cloud that sends it and at the edge that takes it. */
import type { Refused } from '../config/documents.ts';
import { messageOf, Rejected } from '../errors.ts';
import type { Rule, UplinkModeRule } from '../vocabulary.ts';
import { checkModels } from './models.ts';
import type { DocumentKind } from './port.ts';

type Problems = readonly { readonly path: string; readonly message: string }[];

/** Only when there is one: the grammar takes 7 MB, which an edge without documents need not have. */
const grammar = () => import('../config/documents.ts');

/** Each throws Rejected naming everything that is wrong. */
export const documentReaders = {
  async rules(body: unknown): Promise<readonly Rule[]> {
    const read = (await grammar()).readRules(body);
    if (!read.ok) throw rejected(read);
    return read.rules;
  },
  async modes(body: unknown): Promise<readonly UplinkModeRule[]> {
    const read = (await grammar()).readModes(body);
    if (!read.ok) throw rejected(read);
    return read.modes;
  },
};

/** What is wrong with a document before it is sent, each with its place in the document; nothing when it may be sent. */
export async function documentProblems(kind: DocumentKind, body: unknown): Promise<Problems> {
  if (kind === 'models') {
    try {
      checkModels(body);
      return [];
    } catch (error) {
      return [{ path: '', message: messageOf(error) }];
    }
  }
  const { readRules, readModes } = await grammar();
  const read = kind === 'rules' ? readRules(body) : readModes(body);
  if (read.ok) return [];
  return read.errors.map(({ path, message }) => ({ path: path.replace(/^(?:rules|modes)\.?/, ''), message }));
}

function rejected({ errors }: Refused): Rejected {
  return new Rejected(errors.map(({ path, message }) => `${path} ${message}`).join('; '));
}
