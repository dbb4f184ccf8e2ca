import { expect, test } from "vitest";
import { titlesIn } from "./test-titles.ts";

const known = ["R1", "R2", "R3"];
const titles = (text: string, before: string | null = null) =>
  titlesIn({ text, before }, known).map(({ id, line }) => `${id}:${line}`);

test.each([
  ['it("writes a review (R1)", async () => {', ["R1:1"]],
  ["test('R1, R2: both', () => {", ["R1:1", "R2:1"]],
  ["describe(`R1 to R3`, () => {", ["R1:1", "R2:1", "R3:1"]],
  ['it.each([1, 2])(\n  "of %s (R1)",\n', ["R1:2"]],
  ["def test_r1_writes(client):", ["R1:1"]],
  ["func TestR1Writes(t *testing.T) {", ["R1:1"]],
  ['\tt.Run("R2 refuses", func(t *testing.T) {', ["R2:1"]],
  ['@Test\n@DisplayName("R3: reads")\nvoid reads() {', ["R3:2"]],
  ["@Test\npublic void r3_reads() {", ["R3:2"]],
  ['@pytest.mark.requirement("R1")\ndef test_it():', ["R1:1"]],
  ["#[test]\nfn r2_refuses() {", ["R2:2"]],
  ["Scenario: R1 A visitor reads", ["R1:1"]],
  ['TEST(Shop, R1Writes) { // "R1"', ["R1:1"]],
])("a title names what its test proves: %s", (text, found) => {
  expect(titles(text)).toEqual(found);
});

test.each([
  ["a comment", '// it("R1")\n/* test("R1") */\n * it("R1")\n# test "R1"'],
  ["a word outside of a test", 'const name = "R1";'],
  ["a skipped test", 'it.skip("R1", () => {});\nxit("R2", () => {});\ntest.todo("R3");'],
  ["a value in code", "it('writes', () => {\n  expect(R1).toBe(1);"],
  ["an unknown id", 'it("R9", () => {});'],
])("%s proves nothing", (_, text) => {
  expect(titles(text)).toEqual([]);
});

test("a title that was there before the feature proves nothing of it", () => {
  expect(titles('it("old (R1)", f);\nit("new (R1)", f);', '  it("old (R1)", f);')).toEqual(["R1:2"]);
});
