/** Owns the statements over documents: named JSON texts of other parts. */
import type { DatabaseSync } from 'node:sqlite';
import type { StoredDocument } from '../port.ts';

export function prepareSaveDocument(db: DatabaseSync): (name: string, json: string) => void {
  const statement = db.prepare(
    'INSERT INTO documents (name, json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET json = excluded.json',
  );
  return (name, json) => {
    statement.run(name, json);
  };
}

export function prepareDeleteDocument(db: DatabaseSync): (name: string) => void {
  const statement = db.prepare('DELETE FROM documents WHERE name = ?');
  return (name) => {
    statement.run(name);
  };
}

export function prepareFindDocument(db: DatabaseSync): (name: string) => string | undefined {
  const statement = db.prepare('SELECT json FROM documents WHERE name = ?');
  return (name) => {
    const row = statement.get(name);
    return row && String(row.json);
  };
}

/** Ascending by the names' UTF-8 bytes. */
export function prepareListDocuments(db: DatabaseSync): (prefix: string) => readonly StoredDocument[] {
  const statement = db.prepare(
    'SELECT name, json FROM documents WHERE name >= ?1 AND substr(name, 1, length(?1)) = ?1 ORDER BY name',
  );
  return (prefix) =>
    statement.all(prefix).map(({ name, json }) => ({ name: String(name), json: String(json) }));
}
