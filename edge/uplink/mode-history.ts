/** Owns which mode counts for which entry: a change of modes holds from a number on, for every lane alike. */
import type { SensorId, UplinkMode, UplinkModeRule } from '../../runtime/vocabulary.ts';
import { modeOf } from '../modes/mode-table.ts';

/** From number `from` on, these modes. */
export interface ModesFrom {
  readonly from: number;
  readonly rules: readonly UplinkModeRule[];
}

export interface Era extends ModesFrom {
  readonly of: (sensor: SensorId) => UplinkMode;
  /** False when every sensor is raw: then nothing is derived. */
  readonly derives: boolean;
}

export class ModeHistory {
  #eras: Era[];

  constructor(saved: readonly ModesFrom[]) {
    this.#eras = saved.map(era);
    if (this.#eras.length === 0) this.#eras = [era({ from: 1, rules: [] })];
  }

  get saved(): readonly ModesFrom[] {
    return this.#eras.map(({ from, rules }) => ({ from, rules }));
  }

  /** What counts for `number`, and up to which number it does. */
  at(number: number): { readonly era: Era; readonly until: number } {
    let i = this.#eras.findLastIndex(({ from }) => from <= number);
    if (i < 0) i = 0;
    const found = this.#eras[i];
    if (!found) throw new Error('a history of modes without an era');
    return { era: found, until: (this.#eras[i + 1]?.from ?? Number.POSITIVE_INFINITY) - 1 };
  }

  /** From `from` on these modes count. True when that is a change. */
  change(rules: readonly UplinkModeRule[], from: number): boolean {
    const newest = this.#eras.at(-1);
    if (newest && JSON.stringify(newest.rules) === JSON.stringify(rules)) return false;
    this.#eras = [...this.#eras.filter((known) => known.from < from), era({ from, rules })];
    return true;
  }

  /** Nobody asks for numbers up to `number` any more. */
  forget(number: number): void {
    const first = this.#eras.findLastIndex(({ from }) => from <= number + 1);
    if (first > 0) this.#eras = this.#eras.slice(first);
  }
}

function era({ from, rules }: ModesFrom): Era {
  return { from, rules, of: modeOf(rules), derives: rules.some(({ mode }) => mode !== 'raw') };
}
