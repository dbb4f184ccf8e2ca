import type { Bare } from "./bare.ts";

/** What GitHub prints behind "remote:" and why it rejects each reference; `{ref}` is the reference's full name. */
export interface PushRefusal {
  remote: string[];
  reason: string;
}

const rules = "push declined due to repository rule violations";
const found = "error: GH013: Repository rule violations found for {ref}.";

/** GitHub's own words, as people have posted them. */
export const pushRefusals = {
  protected: {
    remote: [
      "error: GH006: Protected branch update failed for {ref}.",
      "error: At least 1 approving review is required by reviewers with write access.",
    ],
    reason: "protected branch hook declined",
  },
  rules: {
    remote: [
      found,
      "Review all repository rules at https://github.com/acme/shop/rules?ref={ref}",
      "",
      "- Changes must be made through a pull request.",
      "",
    ],
    reason: rules,
  },
  signatures: {
    remote: [
      found,
      "Review all repository rules at https://github.com/acme/shop/rules?ref={ref}",
      "",
      "- Commits must have verified signatures.",
      "  Found 1 violation:",
      "",
      "  0123456789012345678901234567890123456789",
      "",
    ],
    reason: rules,
  },
  "large file": {
    remote: [
      "error: Trace: 0f41f5fa6d0c2f5b7d5a3b1b6d1c0e5b",
      "error: See https://gh.io/lfs for more information.",
      "error: File big.bin is 123.45 MB; this exceeds GitHub's file size limit of 100.00 MB",
      "error: GH001: Large files detected. You may want to try Git Large File Storage - https://git-lfs.github.com.",
    ],
    reason: "pre-receive hook declined",
  },
  secret: {
    remote: [
      found,
      "",
      "- GITHUB PUSH PROTECTION",
      "  —————————————————————————————————————————",
      "    Resolve the following violations before pushing again",
      "",
      "    - Push cannot contain secrets",
      "",
      "     (?) Learn how to resolve a blocked push",
      "     https://docs.github.com/code-security/secret-scanning/working-with-secret-scanning-and-push-protection",
      "",
      "      —— GitHub Personal Access Token ——————————————————————",
      "       locations:",
      "         - commit: 0123456789012345678901234567890123456789",
      "           path: config.txt:1",
      "",
    ],
    reason: rules,
  },
  workflow: {
    remote: [],
    reason:
      "refusing to allow a Personal Access Token to create or update workflow `.github/workflows/ci.yml` without `workflow` scope",
  },
} as const satisfies Record<string, PushRefusal>;

export type PushRefusalName = keyof typeof pushRefusals;

/**
 * The hook `proc-receive` decides on references in git's place, so it alone can give a reason of its own words. It
 * speaks in packets: four hexadecimal digits of length, then the text; 0000 ends a part.
 */
const hook = (refusal: PushRefusal): string => `
import { readSync, writeSync } from "node:fs";
const refusal = ${JSON.stringify(refusal)};
const take = (size) => {
  const buffer = Buffer.alloc(size);
  for (let got = 0, read = 0; got < size; got += read) {
    read = readSync(0, buffer, got, size - got, null);
    if (read === 0) process.exit(1);
  }
  return buffer.toString("utf8");
};
const packet = () => {
  const length = parseInt(take(4), 16);
  return length < 4 ? null : take(length - 4);
};
const part = () => {
  const packets = [];
  for (let next = packet(); next !== null; next = packet()) packets.push(next);
  return packets;
};
const say = (...texts) => {
  const packets = texts.map((text) => (Buffer.byteLength(text) + 4).toString(16).padStart(4, "0") + text);
  writeSync(1, packets.join("") + "0000");
};
const hello = part().join("");
say("version=1\\0");
const commands = part().map((command) => command.trim().split(" ").slice(2).join(" "));
if (hello.includes("push-options")) part();
for (const ref of commands) for (const line of refusal.remote) writeSync(2, line.replaceAll("{ref}", ref) + "\\n");
say(...commands.map((ref) => "ng " + ref + " " + refusal.reason));
`;

export async function refuse(bare: Bare, refusal: PushRefusal, refs: string): Promise<void> {
  await bare.hook("proc-receive", hook(refusal));
  await bare.git("config", "--replace-all", "receive.procReceiveRefs", refs);
}

export async function allow(bare: Bare): Promise<void> {
  await bare.git("config", "--unset-all", "receive.procReceiveRefs").catch(() => undefined);
}
