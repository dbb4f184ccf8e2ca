import { expect, test } from "vitest";
import { mostText, parseCommand } from "./command.ts";

test.each([
  ["/phasegate approve", { verb: "approve", text: "" }],
  ["/phasegate APPROVE looks good", { verb: "approve", text: "looks good" }],
  [
    "/Phasegate Reject the plan is too big\r\nSplit it.\r\n",
    { verb: "reject", text: "the plan is too big\nSplit it." },
  ],
  ["/phasegate answer 2", { verb: "answer", number: 2, text: "" }],
  ["/phasegate answer 2 drop R3\n\n- for now", { verb: "answer", number: 2, text: "drop R3\n\n- for now" }],
  ["/phasegate answer 12: R3", { verb: "answer", number: 12, text: "R3" }],
  ["/phasegate   stop", { verb: "stop", text: "" }],
  ["/phasegate\tstop for today", { verb: "stop", text: "for today" }],
  ["/phasegate resume please", { verb: "resume" }],
])("%j is a command", (body, command) => {
  expect(parseCommand(body)).toEqual(command);
});

test.each([
  ["words", "please approve"],
  ["nothing", ""],
  ["a quotation", "> /phasegate approve"],
  ["a block of code", "```\n/phasegate approve\n```"],
  ["code", "`/phasegate approve`"],
  ["spaces before it", " /phasegate approve"],
  ["an indented line", "    /phasegate approve"],
  ["an empty line before it", "\n/phasegate approve"],
  ["a carriage return before it", "\r\n/phasegate approve"],
  ["a second line", "I think:\n/phasegate approve"],
  ["a character without width before it", "\u200B/phasegate approve"],
  ["a byte order mark before it", "\uFEFF/phasegate approve"],
  ["a comment before it", "<!-- x -->/phasegate approve"],
  ["a longer word", "/phasegates approve"],
  ["a path", "/phasegate/approve"],
  ["another alphabet's letters", "/phаsegate approve"],
])("%s is no command", (_, body) => {
  expect(parseCommand(body)).toBeNull();
});

test.each([
  ["/phasegate reject", "a rejection needs its reason"],
  ["/phasegate reject <!-- nobody sees it -->", "a rejection needs its reason"],
  ["/phasegate answer", "needs the number"],
  ["/phasegate answer two", "needs the number"],
  ["/phasegate answer 2nd", "needs the number"],
  ["/phasegate answer 99999999999", "needs the number"],
  ["/phasegate merge", "there is no command `merge`; write `/phasegate approve`"],
  ["/phasegate app\u200Brove", "there is no command `approve`"],
  ["/phasegate", "that is no command"],
  ["/phasegate\napprove", "that is no command"],
  ["/phasegate `@octocat`", "there is no command `octocat`"],
])("%j is told what is wrong with it", (body, problem) => {
  expect(parseCommand(body)).toEqual({ problem: expect.stringContaining(problem) });
});

test("what nobody sees in a command is taken out of its text", () => {
  expect(parseCommand("/phasegate approve fi\u200Bne <!-- and stop -->\u202E now")).toEqual({
    verb: "approve",
    text: "fine   now",
  });
});

test("a huge text is cut, and says so", () => {
  const huge = parseCommand(`/phasegate stop ${"word ".repeat(100_000)}`);
  expect(huge).toEqual({ verb: "stop", text: expect.stringMatching(/word\n\(cut after 4000 characters\)$/) });
  expect(JSON.stringify(huge).length).toBeLessThan(mostText + 100);
});
