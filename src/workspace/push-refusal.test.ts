import { describe, expect, test } from "vitest";
import { explainPush, type GitWords, isOvertaken, type PushRefusal } from "./push-refusal.ts";

/** What git prints when the remote rejects a push: its own status, and what the remote says. */
const rejected = (why: string, ...remote: string[]): GitWords => ({
  stdout: `To https://github.com/me/shop.git\n!\tabc:refs/heads/work\t[remote rejected] (${why})\nDone\n`,
  stderr: `${remote.map((line) => `remote: ${line}        `).join("\n")}\nerror: failed to push some refs to 'https://github.com/me/shop.git'\n`,
});

/** What git prints when it does not get as far as a push. */
const fatal = (line: string, ...remote: string[]): GitWords => ({
  stdout: "",
  stderr: `${remote.map((text) => `remote: ${text}\n`).join("")}fatal: ${line}\n`,
});

function refusal(words: GitWords): PushRefusal {
  const why = explainPush(words);
  if (why === null || why === "transient") throw new Error(`no refusal: ${why}`);
  return why;
}

const url = "https://github.com/me/shop.git";

describe("what a remote refuses", () => {
  test.each<[PushRefusal["kind"], string, GitWords]>([
    [
      "protected",
      "a pull request is required",
      rejected(
        "protected branch hook declined",
        "error: GH006: Protected branch update failed for refs/heads/work.",
        "error: Changes must be made through a pull request.",
      ),
    ],
    [
      "protected",
      "a review is required",
      rejected(
        "protected branch hook declined",
        "error: GH006: Protected branch update failed for refs/heads/work.",
        "error: At least 1 approving review is required by reviewers with write access.",
      ),
    ],
    [
      "protected",
      "a status check is required",
      rejected(
        "protected branch hook declined",
        "error: GH006: Protected branch update failed for refs/heads/work.",
        'error: Required status check "build" is expected.',
      ),
    ],
    [
      "protected",
      "only some may push",
      rejected(
        "protected branch hook declined",
        "error: GH006: Protected branch update failed for refs/heads/work.",
        "",
        "- You're not authorized to push to this branch. Visit https://docs.github.com for more information.",
      ),
    ],
    [
      "protected",
      "a history of no merges is required",
      rejected(
        "protected branch hook declined",
        "error: GH006: Protected branch update failed for refs/heads/work.",
        "error: This branch must not contain merge commits.",
      ),
    ],
    [
      "protected",
      "force is forbidden",
      rejected("pre-receive hook declined", "error: GH003: Sorry, force-pushing to work is not allowed."),
    ],
    [
      "protected",
      "GitLab protects it",
      rejected(
        "pre-receive hook declined",
        "GitLab: You are not allowed to push code to protected branches on this project.",
      ),
    ],
    [
      "signatures",
      "a protected branch wants signed commits",
      rejected(
        "protected branch hook declined",
        "error: GH006: Protected branch update failed for refs/heads/work.",
        "error: Commits must have valid signatures.",
      ),
    ],
    [
      "signatures",
      "a rule wants signed commits",
      rejected(
        "push declined due to repository rule violations",
        "error: GH013: Repository rule violations found for refs/heads/work.",
        "",
        "- Commits must have verified signatures.",
        "  Found 1 violation:",
      ),
    ],
    [
      "rules",
      "a rule is broken",
      rejected(
        "push declined due to repository rule violations",
        "error: GH013: Repository rule violations found for refs/heads/work.",
        "Review all repository rules at https://github.com/me/shop/rules?ref=refs%2Fheads%2Fwork",
        "",
        "- Changes must be made through a pull request.",
      ),
    ],
    [
      "size",
      "a file is too large",
      rejected(
        "pre-receive hook declined",
        "error: Trace: 654c8d72f32f9965c4734092a2fb75d3",
        "error: See https://gh.io/lfs for more information.",
        "error: File a.zip is 301.74 MB; this exceeds GitHub's file size limit of 100.00 MB",
        "error: GH001: Large files detected. You may want to try Git Large File Storage.",
      ),
    ],
    [
      "size",
      "all of it is too large",
      fatal("the remote end hung up", "error: RPC failed; HTTP 413 curl 22"),
    ],
    [
      "name",
      "a name looks like a commit",
      rejected(
        "pre-receive hook declined",
        "error: GH002: Sorry, branch or tag names consisting of 40 hex characters are not allowed.",
      ),
    ],
    [
      "name",
      "another branch is in the way",
      rejected(
        "failed to update ref",
        "error: cannot lock ref 'refs/heads/work': 'refs/heads/work/a' exists; cannot create 'refs/heads/work'",
      ),
    ],
    [
      "workflow",
      "a classic token lacks the scope",
      rejected(
        "refusing to allow a Personal Access Token to create or update workflow `.github/workflows/ci.yml` without `workflow` scope",
      ),
    ],
    [
      "workflow",
      "an App lacks the permission",
      rejected(
        "refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission",
      ),
    ],
    ["hook", "a hook declines", rejected("pre-receive hook declined", "No ticket in the message.")],
    ["hook", "an update hook declines", rejected("hook declined", "No.")],
    [
      "quota",
      "there is no room",
      rejected(
        "pre-receive hook declined",
        "GitLab: Your push to this repository has been rejected because this repository has exceeded its size limit of 10 GB.",
      ),
    ],
    ["quota", "the disk is full", rejected("unpacker error", "fatal: write error: No space left on device")],
    [
      "archived",
      "it is archived",
      fatal(
        `unable to access '${url}/': The requested URL returned error: 403`,
        "This repository was archived so it is read-only.",
      ),
    ],
    [
      "disabled",
      "it is disabled",
      fatal(
        `unable to access '${url}/': The requested URL returned error: 403`,
        "Access to this repository has been disabled by GitHub staff.",
      ),
    ],
    [
      "disabled",
      "the account is suspended",
      fatal(
        `unable to access '${url}/': The requested URL returned error: 403`,
        "Your account is suspended. Please visit https://support.github.com for more information.",
      ),
    ],
    [
      "forbidden",
      "the person may not write",
      fatal(
        `unable to access '${url}/': The requested URL returned error: 403`,
        "Permission to me/shop.git denied to somebody.",
      ),
    ],
    [
      "forbidden",
      "the token may not write",
      fatal(
        `unable to access '${url}/': The requested URL returned error: 403`,
        "Write access to repository not granted.",
      ),
    ],
    [
      "login",
      "there is no valid token",
      fatal("could not read Username for 'https://github.com': terminal prompts disabled"),
    ],
    ["login", "the token is invalid", fatal(`Authentication failed for '${url}/'`)],
    ["missing", "it does not exist", fatal(`repository '${url}/' not found`, "Repository not found.")],
    ["moved", "it has moved", fatal(`unable to access '${url}/': The requested URL returned error: 301`)],
    [
      "certificate",
      "its certificate is strange",
      fatal(`unable to access '${url}/': SSL certificate problem: unable to get local issuer certificate`),
    ],
    ["plain", "it is not reached by https", fatal("transport 'http' not allowed")],
    ["rejected", "it says what nobody knows", rejected("because it is Tuesday")],
  ])("%s: %s", (kind, _, words) => {
    const { kind: told, message, remedy } = refusal(words);
    expect(told).toBe(kind);
    expect(message).toMatch(/^[A-Z]/);
    expect(remedy).toMatch(/^[a-z]/);
  });

  test("is told with its own words: the rules, and not the rules of dashes", () => {
    const { message } = refusal(
      rejected(
        "push declined due to repository rule violations",
        "error: GH013: Repository rule violations found for refs/heads/work.",
        "",
        "- GITHUB PUSH PROTECTION",
        "  —————————————————————————————————————————",
        "    Resolve the following violations before pushing again",
        "",
        "    - Push cannot contain secrets",
        "",
        "     (?) Learn how to resolve a blocked push",
        "",
        "      —— GitHub Personal Access Token ——————————————————————",
        "       locations:",
        "         - commit: 5477a7dd26384ed3c8b3814ee677f755ad27a597",
        "           path: src/api/github.ts:34",
        "",
        "       (?) To push, remove secret from commit(s) or follow this URL to allow the secret.",
        "       https://github.com/me/shop/security/secret-scanning/unblock-secret/2gakJ",
      ),
    );
    expect(message.split("\n")).toEqual([
      "The remote found what it takes for secrets in the commits, and refuses all of them. It says:",
      "error: GH013: Repository rule violations found for refs/heads/work.",
      "- GITHUB PUSH PROTECTION",
      "    Resolve the following violations before pushing again",
      "    - Push cannot contain secrets",
      "      —— GitHub Personal Access Token ——————————————————————",
      "       locations:",
      "         - commit: 5477a7dd26384ed3c8b3814ee677f755ad27a597",
      "           path: src/api/github.ts:34",
      "       (?) To push, remove secret from commit(s) or follow this URL to allow the secret.",
      "       https://github.com/me/shop/security/secret-scanning/unblock-secret/2gakJ",
    ]);
  });

  test("is told with the status that the remote gives, where that is all it says", () => {
    expect(refusal(rejected("because it is Tuesday")).message).toBe(
      "The remote does not take the branch. It says:\nbecause it is Tuesday",
    );
  });

  test("never floods, never moves a terminal, and never shows a password in an address", () => {
    const many = Array.from({ length: 500 }, () => "\u001B[31mno\u202E https://me:secret@forge/x");
    const { message } = refusal(rejected("pre-receive hook declined", ...many));
    expect(message.length).toBeLessThan(3_200);
    expect(message.replaceAll("\n", "")).not.toMatch(/secret|[\p{Cc}\p{Cf}]/u);
    const plain = refusal(fatal("transport 'http' not allowed"));
    expect(plain.message).toContain("git says:\nfatal: transport 'http' not allowed");
  });
});

describe("what may mend by itself", () => {
  test.each([
    fatal(`unable to access '${url}/': Could not resolve host: github.com`),
    fatal(`unable to access '${url}/': Failed to connect to github.com port 443 after 0 ms`),
    fatal(`unable to access '${url}/': Connection timed out after 300000 milliseconds`),
    fatal(`unable to access '${url}/': Recv failure: Connection reset by peer`),
    fatal(`unable to access '${url}/': Operation too slow. Less than 1 bytes/sec`),
    fatal(`unable to access '${url}/': The requested URL returned error: 502`),
    fatal(`unable to access '${url}/': The requested URL returned error: 429`),
    { stdout: "", stderr: "error: RPC failed; curl 56\nfatal: the remote end hung up unexpectedly\n" },
    rejected("Internal Server Error"),
    rejected("failed to update ref", "error: cannot lock ref 'refs/heads/work': Unable to create 'x.lock'"),
    fatal(
      `unable to access '${url}/': The requested URL returned error: 403`,
      "You have exceeded a secondary rate limit.",
    ),
  ])("%j", (words) => {
    expect(explainPush(words)).toBe("transient");
  });

  test("nothing is made up about words that nobody knows", () => {
    expect(explainPush(fatal("not our ref 1111111"))).toBeNull();
  });
});

describe("a branch that has moved at the remote", () => {
  const local = (why: string): GitWords => ({
    stdout: `To x\n!\tabc:refs/heads/work\t[rejected] (${why})\nDone\n`,
    stderr: "",
  });

  test.each([
    local("fetch first"),
    local("non-fast-forward"),
    local("stale info"),
    rejected("non-fast-forward"),
    rejected("failed to update ref", "cannot lock ref 'refs/heads/work': is at 1234567 but expected 7654321"),
    rejected("failed to update ref", "cannot lock ref 'refs/heads/work': reference already exists"),
  ])("is known: %j", (words) => {
    expect(isOvertaken(words)).toBe(true);
  });

  test.each([
    rejected("pre-receive hook declined", "! [rejected] (fetch first) non-fast-forward"),
    fatal("! [rejected] (fetch first)"),
    rejected("failed to update ref", "cannot lock ref 'refs/heads/work': Unable to create 'x.lock'"),
  ])("is not taken from what a hook says: %j", (words) => {
    expect(isOvertaken(words)).toBe(false);
  });
});
