/** Owns the shape of an OpenAPI 3.0 document, as far as ours goes. Holds no behaviour. */

export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  description?: string;
  enum?: unknown[];
  nullable?: boolean;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  default?: unknown;
  example?: unknown;
}

interface MediaTypes {
  [type: string]: { schema?: Schema };
}

export interface Answer {
  description: string;
  headers?: Record<string, { schema: Schema; required?: boolean; description?: string }>;
  content?: MediaTypes;
}

export interface Operation {
  operationId: string;
  security?: Record<string, string[]>[];
  parameters: { in: string; name: string; required: boolean; schema: Schema }[];
  requestBody?: { required?: boolean; content: MediaTypes };
  responses: Record<string, Answer>;
}

export interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; [kind: string]: object };
}
