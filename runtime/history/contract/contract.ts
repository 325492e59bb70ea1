/** Owns what every history driver must pass: one call runs all of it. Imported by tests only. */
import { describe } from 'vitest';
import { bucketsContract } from './buckets.ts';
import { durabilityContract } from './durability.ts';
import { namesContract } from './names.ts';
import { pointsContract } from './points.ts';
import type { Subject } from './subject.ts';

export function historyContract(name: string, subject: Subject): void {
  describe(`history contract: ${name}`, () => {
    pointsContract(subject);
    bucketsContract(subject);
    namesContract(subject);
    durabilityContract(subject);
  });
}
