import type { GateFinding } from "../../core/evidence.ts";
import { type Secret, secretsIn } from "../../core/secrets.ts";
import type { TreeChange } from "../../workspace/workspace.ts";
import type { Gate, GateContext } from "../gate.ts";
import { allowanceOf, inspect } from "../inspection.ts";
import { shownFindings } from "../shown-findings.ts";

/** A text that the step wrote, and where it stands. */
interface Written {
  path: string;
  text: string;
  /** In words, for what is no line of a file. */
  place: string;
}

/** Neither the files that the step wrote nor its artifact hold a secret that was not there before. */
export const secrets: Gate = {
  name: "secrets",
  async check(context) {
    const { changes, artifact, duty } = context;
    const known = await textsBefore(context);
    const written: Written[] = [{ path: "", text: artifact, place: `in ${duty.writes}` }];
    const mistakes = findingsIn(written[0] as Written, []);
    for (const { path, kind, mode } of changes) {
      if (kind === "deleted" || mode === "160000") continue;
      const text = (await context.repository.file(context.candidate, path)) ?? "";
      const name = { path: "", text: path, place: "in the name of a file" };
      mistakes.push(...findingsIn({ path, text, place: "" }, known), ...findingsIn(name, known));
    }
    const noun = changes.length === 1 ? "1 changed file" : `${changes.length} changed files`;
    return inspect(context, "secrets", {
      what: `secrets in the step's changes and in ${duty.writes}`,
      passed: `no secret in ${noun} or in ${duty.writes}`,
      mistakes: shownFindings(context, mistakes),
    });
  },
};

/** What is moved or left in place is no news; it was there before the step. */
async function textsBefore({ repository, before, changes }: GateContext): Promise<string[]> {
  const isOld = ({ kind, mode }: TreeChange) => kind !== "added" && mode !== "160000";
  const old = changes.filter(isOld).map(({ path }) => repository.file(before, path));
  return (await Promise.all(old)).map((text) => text ?? "");
}

function findingsIn({ path, text, place }: Written, known: readonly string[]): GateFinding[] {
  const news = secretsIn(text, path).filter(({ start, end }) => {
    const secret = text.slice(start, end);
    return !known.some((before) => before.includes(secret));
  });
  return news.map((secret) => findingOf(secret, { path, text, place }));
}

function findingOf({ rule, says, start, end }: Secret, { path, text, place }: Written): GateFinding {
  const line = text.slice(0, start).split("\n").length;
  const where = place === "" ? "" : ` ${place}${path === "" && line > 1 ? `, line ${line}` : ""}`;
  return {
    rule,
    path,
    line: path === "" ? 0 : line,
    message: `${says}${where}; take it out, and read it from the environment where it is needed`,
    allowance: allowanceOf(rule, path, text.slice(start, end)),
  };
}
