/** Owns what this node's API offers, from the document it serves: what it does not offer is not shown. */

let paths: Promise<ReadonlySet<string>> | undefined;

/** `path` as in the document, e.g. `/alarms/{id}/shelve`. */
export async function offers(path: string): Promise<boolean> {
  paths ??= load();
  return (await paths).has(path);
}

async function load(): Promise<ReadonlySet<string>> {
  const response = await fetch('openapi.json');
  const document: { readonly paths?: object } = await response.json();
  return new Set(Object.keys(document.paths ?? {}));
}
