/** Owns what every history driver must pass: one call runs all of it. Imported by tests only. */
import { describe } from 'vitest';
import { askingContract } from './asking.ts';
import { bucketsContract } from './buckets.ts';
import { deletingContract } from './deleting.ts';
import { durabilityContract } from './durability.ts';
import { namesContract } from './names.ts';
import type { Subject } from './subject.ts';
import { writingContract } from './writing.ts';

export function historyContract(name: string, subject: Subject): void {
  describe(`history contract: ${name}`, () => {
    writingContract(subject);
    askingContract(subject);
    bucketsContract(subject);
    deletingContract(subject);
    namesContract(subject);
    durabilityContract(subject);
  });
}
