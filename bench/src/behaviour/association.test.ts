import { expect, test } from "bun:test";
import { association, type Judged } from "./association.ts";
import { randomOf } from "../../../server/src/quality/statistics/seeded-random.ts";

const judged = (values: readonly (readonly [number, boolean])[]): readonly Judged[] =>
  values.map(([value, good], index) => ({ value, good, cluster: String(index) }));

test("an association is whole where every good session is higher, none where all are the same", () => {
  expect(
    association(
      judged([
        [1, false],
        [2, false],
        [3, true],
        [4, true],
      ]),
      1,
    )?.auc,
  ).toBe(1);
  expect(
    association(
      judged([
        [1, false],
        [1, false],
        [1, true],
        [1, true],
      ]),
      1,
    )?.auc,
  ).toBe(0.5);
  expect(
    association(
      judged([
        [2, false],
        [1, true],
        [3, true],
      ]),
      1,
    )?.auc,
  ).toBe(0.5);
  expect(
    association(
      judged([
        [1, true],
        [2, true],
      ]),
      1,
    ),
  ).toBeUndefined();
});

test("its interval is wider where sessions of a task go alike, and holds one half where there is none", () => {
  const random = randomOf(5);
  const values = Array.from({ length: 200 }, () => [random(), random() < 0.5] as const);
  const alone = association(judged(values), 1);
  const shared = association(
    values
      .flatMap(([value, good], index) => Array.from({ length: 4 }, () => ({ value, good, cluster: String(index) })))
      .slice(0, 200),
    1,
  );
  expect(alone!.low < 0.5 && alone!.high > 0.5).toBe(true);
  expect(shared!.high - shared!.low).toBeGreaterThan(1.5 * (alone!.high - alone!.low));
});
