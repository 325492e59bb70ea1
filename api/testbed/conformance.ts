/** Owns judging answers by the OpenAPI document: is the status known, the type right, the body of the schema. */
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import document from '../generated/openapi.json' with { type: 'json' };

export type Judge = (operation: string, status: number, contentType: string, body: unknown) => string[];

interface Answers {
  readonly [status: string]: {
    readonly description: string;
    readonly content?: Readonly<Record<string, object>>;
  };
}

/** `operation` is like `GET /sensors/{id}`; gives what is wrong, nothing when all is well. */
export function judge(): Judge {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document, 'openapi');
  const schemaAt = (...path: string[]) => {
    const pointer = path.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    const reference = `openapi#/${pointer.join('/')}`;
    const validate = ajv.getSchema(reference);
    if (!validate) throw new Error(`no schema at ${reference}`);
    return validate;
  };
  return (operation, status, contentType, body) => {
    const [method = '', path = ''] = operation.toLowerCase().split(' ');
    const answers = answersOf(path, method);
    if (!answers) return [`${operation} is not documented`];
    const key = String(status) in answers ? String(status) : 'default';
    const type = contentType.split(';')[0] ?? '';
    if (type === '' && answers[key] && !answers[key].content) return [];
    if (!answers[key]?.content?.[type]) return [`${operation} ${status} as ${type} is not documented`];
    const validate = schemaAt('paths', path, method, 'responses', key, 'content', type, 'schema');
    validate(body);
    return (validate.errors ?? []).map((e) => `${operation} ${status} ${e.instancePath} ${e.message}`);
  };
}

function answersOf(path: string, method: string): Answers | undefined {
  const items: Readonly<Record<string, Readonly<Record<string, { readonly responses: Answers }>>>> =
    document.paths;
  return items[path]?.[method]?.responses;
}

/** The operations of the document, like `GET /sensors/{id}`. */
export function operations(): string[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
}
