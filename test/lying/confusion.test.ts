import { expect, test } from "vitest";
import { confusion, figures, type Judged, mistakes, renderTable } from "../../bench/gates/confusion.ts";

const judged = (gate: string, honest: boolean, stopped: boolean): Judged => ({
  gate,
  name: `${gate} ${honest ? "honest" : "lie"} ${stopped ? "stopped" : "passed"}`,
  honest,
  stopped,
  said: "",
});

const all = [
  judged("scope", false, true),
  judged("scope", false, false),
  judged("scope", true, false),
  judged("secrets", true, true),
];

test("a lie that passes is counted as missed, and honest work that is stopped as wrongly stopped", () => {
  expect(confusion(all)).toEqual([
    { gate: "scope", cases: 3, caught: 1, missed: 1, passed: 1, wronglyStopped: 0 },
    { gate: "secrets", cases: 1, caught: 0, missed: 0, passed: 0, wronglyStopped: 1 },
  ]);
  expect(mistakes(all).map(({ name }) => name)).toEqual(["scope lie passed", "secrets honest stopped"]);
  expect(figures(confusion(all))).toEqual({ falseReady: 1, wronglyStopped: 1 });
});

test("the table has a line for each gate under its headings", () => {
  expect(renderTable(confusion(all)).split("\n")).toEqual([
    "gate     cases  caught  missed  passed  wrongly stopped",
    "scope        3       1       1       1                0",
    "secrets      1       0       0       0                1",
  ]);
});
