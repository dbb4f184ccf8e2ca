import { expect, test } from "vitest";
import { letters } from "../../core/secrets.fixture.ts";
import { ForgeClosed } from "../forge.ts";
import { failureOf, type Refusal, Refused } from "./failure.ts";
import { wordsIn } from "./reply-words.ts";

const refusal = (status: number, message: string, headers: Record<string, string> = {}): Refusal => ({
  status,
  message,
  details: [],
  header: (name) => headers[name] ?? null,
  what: "POST /repos/acme/shop/issues",
});

test.each([
  [401, "Bad credentials", {}, "TOKEN_REFUSED", /gh auth login/],
  [404, "Not Found", {}, "NOT_ON_FORGE", /scope repo/],
  [410, "Issues has been disabled in this repository.", {}, "ISSUES_DISABLED", /settings/],
  [422, "Body is too long (maximum is 65536 characters)", {}, "BODY_TOO_LONG", /65536/],
  [422, "A pull request already exists for acme:work.", {}, "ALREADY_EXISTS", /another branch/],
  [422, "Validation Failed", {}, "FORGE_INVALID", /mend/],
  [451, "Repository access blocked", {}, "FORGE_BLOCKED", /page/],
  [418, "I'm a teapot", {}, "FORGE_REFUSED", /githubstatus/],
  [301, "Moved Permanently", { location: "https://api.github.com/repositories/7" }, "FORGE_MOVED", /renamed/],
  [403, "Must have admin rights", {}, "FORGE_FORBIDDEN", /right to write/],
  [
    403,
    "Resource not accessible by personal access token",
    { "x-accepted-oauth-scopes": "repo, public_repo", "x-oauth-scopes": "read:org" },
    "FORGE_FORBIDDEN",
    /the scopes read:org; it needs repo or public_repo/,
  ],
  [
    403,
    "Resource not accessible by integration",
    { "x-accepted-github-permissions": "issues=write" },
    "FORGE_FORBIDDEN",
    /permission issues=write/,
  ],
  [
    403,
    "Resource protected by organization SAML enforcement.",
    { "x-github-sso": "required; url=https://github.com/orgs/acme/sso?token=1" },
    "TOKEN_NEEDS_SSO",
    /^open https:\/\/github\.com\/orgs\/acme\/sso/,
  ],
])("%s %s says what happened and what mends it", (status, message, headers, ...wanted) => {
  const [code, hint] = wanted as [string, RegExp];
  const failure = failureOf(refusal(status, message, headers));
  expect(failure).toBeInstanceOf(Refused);
  expect(failure).toMatchObject({ status, code, hint: expect.stringMatching(hint) as unknown });
  expect(failure.message).toContain("POST /repos/acme/shop/issues");
});

test.each([
  [403, "Repository was archived so is read-only.", /archived/],
  [403, "Unable to create comment because issue is locked.", /locked/],
  [410, "This issue was deleted", /deleted/],
])("%s %s ends a run", (status, message, words) => {
  const failure = failureOf(refusal(status, message));
  expect(failure).toBeInstanceOf(ForgeClosed);
  expect(failure.message).toMatch(words);
});

test("a blocked account is no locked conversation", () => {
  expect(failureOf(refusal(403, "Your account is blocked"))).toBeInstanceOf(Refused);
});

test("words of a server are one line, of bounded length, without a token", () => {
  const token = `ghp_${letters(36)}`;
  const { message } = failureOf(refusal(403, `no\n\u001B[31m\u202E ${token} ${"x".repeat(5_000)}`));
  expect(message).not.toContain(token);
  expect(message).toMatch(/^[\x20-\x7E]{1,500}$/);
});

test("what is wrong with single fields is named", () => {
  const errors = [{ resource: "Issue", field: "title", code: "missing_field" }, "and more"];
  const { message, details } = wordsIn(JSON.stringify({ message: "Validation Failed", errors }));
  const failure = failureOf({ ...refusal(422, message), details });
  expect(failure.message).toContain("Validation Failed; Issue title missing_field; and more");
});

test("a reply without words is one that does not say why", () => {
  expect(wordsIn("<html>")).toEqual({ message: "", details: [], types: [] });
  expect(failureOf(refusal(403, "")).message).toContain("does not say why");
});
