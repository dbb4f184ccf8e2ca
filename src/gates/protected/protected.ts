import type { GateFinding } from "../../core/evidence.ts";
import { isProtected } from "../../core/policy.ts";
import { spelled } from "../../core/protected-paths.ts";
import type { TreeChange } from "../../workspace/workspace.ts";
import { changedConfiguration } from "../checks/configuration.ts";
import type { Gate, GateContext } from "../gate.ts";
import { allowanceOf, inspect } from "../inspection.ts";
import { shownFindings } from "../shown-findings.ts";
import { type Concern, type FileChange, lineOf } from "./change.ts";
import { protectedPath } from "./ground.ts";
import { isLookedInto, lineConcerns } from "./line-rules.ts";
import { isLock, lockConcerns } from "./locks.ts";
import { packageConcerns } from "./package-json.ts";

/** Ground that no agent may change without a person is as it was. */
export const protectedGround: Gate = {
  name: "protected",
  async check(context) {
    const { changes } = context;
    const findings: GateFinding[] = [];
    for (const change of changes) findings.push(...(await findingsOf(context, change)));
    return inspect(context, "protected", {
      what: "protected ground in the step's diff",
      passed: "nothing was changed that needs a person",
      mistakes: shownFindings(context, findings),
    });
  },
};

async function findingsOf(context: GateContext, change: TreeChange): Promise<GateFinding[]> {
  const { path, mode } = change;
  if (isProtected(context.policy, path))
    return [
      await protectedPath(
        context,
        change,
        `${path} is protected in this project; only a person may allow it`,
      ),
    ];
  if (mode === "160000") return [];
  const file = await fileOf(context, change);
  const changed = context.changes.map((each) => each.path);
  const concerns = [
    ...(file.name === "package.json" ? packageConcerns(file) : []),
    ...configurationConcerns(file),
    ...lockConcerns(file, changed),
    ...lineConcerns(file),
    ...linkConcerns(file, change),
  ];
  return concerns.map(({ rule, line, message, content }) => ({
    rule,
    path,
    line,
    message: `${message}; put it back, or a person must allow it`,
    allowance: allowanceOf(rule, path, content),
  }));
}

async function fileOf(
  { repository, before, candidate }: GateContext,
  change: TreeChange,
): Promise<FileChange> {
  const { path, kind } = change;
  const written = spelled(path);
  const own = written.slice(written.lastIndexOf("/") + 1);
  const name = knownNames.get(own.toLowerCase()) ?? own;
  return {
    path,
    name,
    before: kind === "added" ? null : await repository.file(before, path),
    after: kind === "deleted" ? null : await repository.file(candidate, path),
  };
}

/** What a tool reads through a link is in no diff of the file that it asks for. */
function linkConcerns(file: FileChange, { mode, kind }: TreeChange): Concern[] {
  const isLink = mode === "120000" && kind !== "deleted";
  if (!isLink || !(isLock(file.path) || isLookedInto(file.path))) return [];
  return [{ rule: "manifest", line: 0, message: `${file.name} is a link`, content: file.after ?? "" }];
}

/** Names whose letters matter to those who read the file, and not to every file system. */
const knownNames = new Map(
  ["package.json", "pyproject.toml", "setup.cfg", "Cargo.toml", "composer.json", "Makefile", "Rakefile"].map(
    (name) => [name.toLowerCase(), name],
  ),
);

/** What decides how strict the project's checks are. Scripts of packages are looked at one by one. */
function configurationConcerns({ path, name, before, after }: FileChange): Concern[] {
  const named = `${path.slice(0, path.lastIndexOf("/") + 1)}${name}`;
  return changedConfiguration(named, before, after)
    .filter((key) => !(name === "package.json" && /^(?:scripts|workspaces)\b/.test(key)))
    .map((key) => ({
      rule: "check-configuration",
      line: key === "*" ? 0 : lineOf(after, String(key.split(".").at(-1))),
      message:
        key === "*" ? `${path} configures the project's checks` : `${key} configures the project's checks`,
      content: `${key}\n${heldBy(name, key, after ?? "")}`,
    }));
}

/** What a yes covers: the key alone where it can be told, so that a later change of something else needs no other. */
function heldBy(name: string, key: string, text: string): string {
  if (name !== "package.json" || key === "*") return text;
  try {
    return JSON.stringify((JSON.parse(text.replace(/^\uFEFF/, "")) as Record<string, unknown>)[key]) ?? "";
  } catch {
    return text;
  }
}
