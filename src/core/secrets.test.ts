import { expect, test } from "vitest";
import { letters, secretCases } from "./secrets.fixture.ts";
import { redact, secretsIn } from "./secrets.ts";

const rows = secretCases.map((each) => [each.name, each] as const);

test.each(rows)("%s", (_, { path, text, expect: expected }) => {
  const rules = secretsIn(text, path).map(({ rule }) => rule);
  expect(rules).toEqual(expected === "honest" ? [] : expected);
});

test.each(rows)("a text without its secrets has none, and is not changed again: %s", (_, { text }) => {
  const clean = redact(text);
  expect(secretsIn(clean)).toEqual([]);
  expect(redact(clean)).toBe(clean);
});

test("what a secret was is said in its place, and the rest stays", () => {
  const token = `ghp_${letters(36)}`;
  expect(redact(`one ${token} two\npassword: "${letters(20)}"\n`)).toBe(
    'one [removed: github-token] two\npassword: "[removed: secret-value]"\n',
  );
});

test("what is said of a secret does not hold it", () => {
  const token = `ghp_${letters(36)}`;
  expect(secretsIn(`x ${token} ${btoa(token)}`)).toEqual([
    { start: 2, end: 42, rule: "github-token", says: "a GitHub token of 40 characters" },
    {
      start: 43,
      end: 43 + btoa(token).replace(/=+$/, "").length,
      rule: "github-token",
      says: expect.stringMatching(/, in disguise$/),
    },
  ]);
});

test("a secret deep in a long text is found, also where two looks meet", () => {
  const token = `ghp_${letters(36)}`;
  for (const before of [900_000, 987_990, 999_990, 2_000_000]) {
    const text = `${"word ".repeat(before / 5)}${token}${" word".repeat(10)}`;
    expect(secretsIn(text).map(({ start }) => start)).toEqual([before]);
  }
});

test("hostile texts are read to their end", () => {
  const texts = [
    "a",
    "ghp_",
    "sk-",
    ".eyJ",
    "T3BlbkFJ",
    "password",
    "token=",
    '"+"',
    "%41",
    "\\x41",
    "41",
    "-----BEGIN PRIVATE KEY-----",
    "PRIVATE KEY-----\n",
    "a://b:",
    "AKIA",
    "SG.",
    "a\n",
    " ",
    "\u200B",
    "Bearer ",
    "api_key: ",
    "=",
    "secret-",
  ];
  for (const text of texts) expect(secretsIn(text.repeat(60_000)).length).toBeLessThan(60_000);
});
