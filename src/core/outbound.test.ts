import { expect, test } from "vitest";
import { outboundCases } from "./outbound.fixture.ts";
import { outbound, outboundRequest } from "./outbound.ts";

const rows = outboundCases.map((each) => [each.name, each] as const);

test.each(rows)("%s", (_, { text, posted }) => {
  expect(outbound(text)).toBe(posted ?? text);
});

test.each(rows)("what was made harmless is not changed again: %s", (_, { text }) => {
  expect(outbound(outbound(text))).toBe(outbound(text));
});

test("only the first line of a pull request may close the issue", () => {
  expect(outboundRequest("Closes #4.\n\nCloses #4.\n")).toBe("Closes #4.\n\nCloses (#4).\n");
  expect(outboundRequest("Closes #4.")).toBe("Closes #4.");
  expect(outboundRequest("Closes #4. Closes #5.")).toBe("Closes (#4). Closes (#5).");
  expect(outboundRequest("Closes #4, #5.\n")).toBe("Closes (#4), #5.\n");
});

test("what comes to light by one change is made harmless too", () => {
  expect(outbound("<script>\n\n![x](https://evil.io/a.png) @octocat\n\n</script>")).toBe(
    "&lt;script>\n\n(picture: x) `@octocat`\n\n&lt;/script>",
  );
  expect(outbound("@oct\u200Bocat")).toBe("`@octocat`");
});

test("what is nested too deeply or no parser reads in good time is shown as it stands", () => {
  const knotty = "a<!-- ".repeat(500);
  expect(outbound(knotty) === `\`\`\`text\n${knotty}\n\`\`\``).toBe(true);
  const ticked = `${"````x".repeat(2)}${"a<!-- ".repeat(500)}`;
  expect(outbound(ticked).startsWith("`````text\n")).toBe(true);
  for (const text of [knotty, ticked]) expect(outbound(outbound(text)) === outbound(text)).toBe(true);
});

test("hostile texts are read to their end, and come out harmless", () => {
  const texts = [
    "[",
    "> ",
    "a<!-- ",
    "<",
    "[a]",
    "@a ",
    "closes #1 ",
    "https://a.io/?",
    "`",
    "@",
    "![",
    "<a ",
    "#1 ",
    "www.",
  ];
  for (const text of texts) {
    const safe = outbound(text.repeat(4_000));
    expect(outbound(safe) === safe).toBe(true);
  }
});
