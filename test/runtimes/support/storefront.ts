import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import {
  type Action,
  scenarioSchema,
  type ScriptedAttempt,
} from "../../../src/runtimes/scripted/scenario.ts";
import type { ModelScript, Op, Step } from "../../model-server/model-server.ts";
import type { ScenarioIn } from "../../model-server/script.ts";
import type { Files } from "../../support/project.ts";

/** The demo's folder: project, specification, scenario and answers. */
export const storefront = fileURLToPath(new URL("../../../examples/storefront", import.meta.url));

/** What each step of the demo's scenario writes; a name with a number is a session of its own. */
const scenarioOf: Readonly<Record<string, string>> = {
  "initialization/product-manager": "pm-spec",
  "planning/ui-designer": "design-plan",
  "planning/architect": "system-plan",
  "planning/architect.2": "system-plan",
  "planning/test-writer": "test-plan",
  "planning/test-writer.2": "test-plan",
  "planning/product-manager": "plan-review",
  "planning/product-manager.2": "plan-review.2",
  "implementation/backend-developer": "backend-implementation",
  "implementation/frontend-developer": "frontend-implementation",
  "implementation/code-optimizer": "optimization-report",
  "implementation/code-simplifier": "simplification-report",
  "quality/test-writer": "test-implementation",
  "quality/quality-checker": "quality-report",
  "quality/code-reviewer": "code-review",
  "quality/backend-developer": "backend-implementation",
  "quality/code-reviewer.2": "code-review.2",
  "quality/documentation-expert": "documentation",
  "ready/project-manager": "run-report",
};

/** Words of a prompt by which a later session for the same artifact is told from the first. */
const laterSessions = [
  { artifact: "plan-review", words: "with a unique constraint over both columns", scenario: "plan-review.2" },
  { artifact: "code-review", words: "# Backend: bound of a page", scenario: "code-review.2" },
];

/** Which part of the script a prompt of the engine asks for. */
export const storefrontScenario: ScenarioIn = (text) => {
  const artifact = [...text.matchAll(/Write the artifact `([\w-]+)`/g)].at(-1)?.[1] ?? null;
  const later = laterSessions.find((each) => each.artifact === artifact && text.includes(each.words));
  return later?.scenario ?? artifact;
};

/** The files that the script has changed after three phases, with their texts. */
export function delivered(): Files {
  const names = ["backend/src", "backend/openapi.json", "frontend/src"].flatMap((part) =>
    filesBelow(`feature/${part}`),
  );
  const texts = names.map((name) => {
    const file = name.slice("feature/".length);
    // The reviewer finds only in the fourth phase that this one is wrong.
    const from = file === "backend/src/schemas/review.ts" ? "variants/backend/schemas-review.ts" : name;
    return [file, readExample(from)] as const;
  });
  const isChanged = ([file, text]: readonly [string, string]): boolean =>
    text !== readOrNull(path.join(storefront, "project", file));
  return Object.fromEntries(texts.filter(isChanged));
}

/** What the frontend developer's shell is told to do to a file of the backend. */
const trespass = /backend\/src\/models\/rating\.ts/;

/**
 * The demo's scenario as a model plays it, its mistakes included: one list of answers for each session, all attempts
 * and turns of it one after the other. What an operating system's sandbox refuses is not there to be taken back, so
 * the frontend developer's two attempts are one.
 */
export function storefrontScript(): ModelScript {
  const text = readFileSync(path.join(storefront, "scenario.yaml"), "utf8");
  const { steps } = scenarioSchema.parse(parse(text));
  const files = new Tree();
  const script: Record<string, Step[]> = {};
  for (const [step, attempts] of Object.entries(steps)) {
    const name = scenarioOf[step];
    if (name === undefined) continue;
    const tries = name === "frontend-implementation" ? [merged(attempts)] : attempts;
    script[name] = [...(script[name] ?? []), ...tries.flatMap((each) => answersFor(each, files))];
  }
  return script;
}

function merged([first, second]: readonly ScriptedAttempt[]): ScriptedAttempt {
  if (!first || !second) throw new Error("the demo's frontend developer no longer has two attempts");
  const undo = (action: Action): boolean => "shell" in action && trespass.test(action.shell.run.join(" "));
  const said = typeof second.say === "string" ? second.say : readExample(second.say.file);
  return {
    do: [...first.do, ...second.do.filter((action) => !undo(action))],
    say: said.replace(/^- Since the first attempt: .*$/m, "- The backend is as its developer left it."),
  };
}

/** Reads first, for agents write only into files that they have seen; then what changes, then the artifact. */
function answersFor({ do: actions, say }: ScriptedAttempt, files: Tree): Step[] {
  const answers: Step[] = [];
  files.beginAttempt();
  const reads: Op[] = actions.flatMap((action) => ("read" in action ? [{ read: action.read }] : []));
  let changes: Op[] = [];
  const flush = (): void => {
    if (changes.length > 0) answers.push({ say: "Writing.", ops: changes });
    changes = [];
  };
  for (const action of actions) {
    if ("shell" in action) {
      flush();
      answers.push({ ops: [{ shell: { command: action.shell.run.map(quoted).join(" ") } }] });
    }
    const made = files.change(action);
    reads.push(...made.filter(({ existed }) => existed).map(({ path: file }) => ({ read: { path: file } })));
    changes = [...changes.filter((op) => !overwrites(made, op)), ...made.map(({ op }) => op)];
  }
  flush();
  const seen = new Map(reads.map((op) => [JSON.stringify(op), op]));
  if (seen.size > 0) answers.unshift({ say: "Reading.", ops: [...seen.values()] });
  return [...answers, { say: typeof say === "string" ? say : readExample(say.file) }];
}

const overwrites = (made: readonly Change[], op: Op): boolean =>
  "write" in op && made.some((change) => change.path === op.write.path);

const quoted = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

interface Change {
  path: string;
  existed: boolean;
  op: Op;
}

/** The project's files as they are after what the script has done so far. */
class Tree {
  private readonly texts = new Map<string, string>();
  private madeNow = new Set<string>();

  beginAttempt(): void {
    this.madeNow = new Set();
  }

  change(action: Action): Change[] {
    if ("write" in action) {
      const text = "file" in action.write ? readExample(action.write.file) : action.write.text;
      return [this.write(action.write.path, text)];
    }
    if ("copy" in action) {
      const { from, to } = action.copy;
      return filesBelow(from).map((file) => this.write(`${to}${file.slice(from.length)}`, readExample(file)));
    }
    return "edit" in action ? [this.edit(action.edit)] : [];
  }

  private read(file: string): string | null {
    return this.texts.get(file) ?? readOrNull(path.join(storefront, "project", file));
  }

  private write(file: string, text: string): Change {
    const existed = this.read(file) !== null && !this.madeNow.has(file);
    this.madeNow.add(file);
    this.texts.set(file, text);
    return { path: file, existed, op: { write: { path: file, text } } };
  }

  /** By whole lines, as all agents can. */
  private edit({ path: file, find, replace }: { path: string; find: string; replace: string }): Change {
    const text = this.read(file) ?? "";
    const line = text.split("\n").find((each) => each.includes(find));
    if (line === undefined) throw new Error(`${file} has no line with ${find}`);
    const changed = line.replace(find, () => replace);
    this.texts.set(
      file,
      text.replace(line, () => changed),
    );
    return { path: file, existed: true, op: { edit: { path: file, find: line, replace: changed } } };
  }
}

const readExample = (file: string): string => readFileSync(path.join(storefront, file), "utf8");

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** Files of the demo's folder, by their paths in it. */
export function filesBelow(file: string): string[] {
  if (!statSync(path.join(storefront, file)).isDirectory()) return [file];
  const names = readdirSync(path.join(storefront, file)).sort();
  return names.flatMap((name) => filesBelow(`${file}/${name}`));
}
