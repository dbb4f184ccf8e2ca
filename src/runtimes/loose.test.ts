import { expect, test } from "vitest";
import { countOf, fieldsOf, listOf, numberOf, textOf } from "./loose.ts";

test("what is of its kind is itself, and all else is empty", () => {
  const others = [undefined, null, true, Number.NaN];
  expect([{ a: 1 }, [1], "a", 1, ...others].map(fieldsOf)).toEqual([{ a: 1 }, {}, {}, {}, {}, {}, {}, {}]);
  expect([[1], {}, "a", ...others].map(listOf)).toEqual([[1], [], [], [], [], [], []]);
  expect(["a", 1, [], ...others].map(textOf)).toEqual(["a", "", "", "", "", "", ""]);
  expect([-1, "1", ...others].map(numberOf)).toEqual([-1, null, null, null, null, null]);
  expect([2, -1, "1", ...others].map(countOf)).toEqual([2, 0, 0, 0, 0, 0, 0]);
});
