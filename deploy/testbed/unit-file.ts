/** Owns a systemd unit as data: the settings of a section, in order. Tests only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './compose-file.ts';

export interface UnitFile {
  readonly text: string;
  /** All values of a setting of [Service] or [Unit], in order. */
  all(key: string): readonly string[];
  /** Its one value; throws when there are more or none. */
  one(key: string): string;
}

export const UNITS = ['anemos-edge.service', 'anemos-cloud.service'] as const;

export async function readUnit(name: string): Promise<UnitFile> {
  const text = await readFile(join(ROOT, 'deploy/systemd', name), 'utf8');
  const settings = text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => {
      const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return key === '' ? [] : [{ key, value }];
    });
  const all = (key: string) => settings.filter((one) => one.key === key).map(({ value }) => value);
  return {
    text,
    all,
    one(key) {
      const [value, ...others] = all(key);
      if (value === undefined || others.length > 0)
        throw new Error(`${name}: ${key} is there ${others.length} times or never`);
      return value;
    },
  };
}

/** Its `Environment=`, with what stands for directories put in. */
export function environmentOf(
  unit: UnitFile,
  directories: { readonly state: string; readonly credentials: string },
) {
  const pairs = unit.all('Environment').flatMap((line) => line.split(' '));
  const put = (value: string) =>
    value.replace('%S', directories.state).replace('%d', directories.credentials);
  return Object.fromEntries(
    pairs.map((pair) => [pair.split('=')[0] ?? '', put(pair.slice(pair.indexOf('=') + 1))]),
  );
}
