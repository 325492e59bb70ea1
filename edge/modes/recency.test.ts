/** Proves the order of recency against a plain array. */
import { expect, test } from 'vitest';
import { createDice } from '../dice.ts';
import { Place, Recency } from './recency.ts';

test('two lists behave as arrays, whatever is touched and removed', () => {
  const dice = createDice(1);
  const lists = [new Recency<number>(), new Recency<number>()];
  const plain: number[][] = [[], []];
  const places = Array.from({ length: 8 }, (_, i) => new Place(i));
  for (let step = 0; step < 5000; step++) {
    const at = Math.floor(dice.between(0, 2));
    const place = places[Math.floor(dice.between(0, places.length))]!;
    const isRemoval = dice.even() < 0.3;
    plain.forEach((list, i) => {
      if (!isRemoval || i === at) plain[i] = list.filter((one) => one !== place.of);
    });
    if (isRemoval) lists[at]!.remove(place);
    else {
      lists[at]!.touch(place);
      plain[at]!.push(place.of);
    }
    expect(lists.map((list) => [...list])).toEqual(plain);
    expect(lists.map((list) => list.oldest?.of)).toEqual(plain.map((list) => list[0]));
  }
});
