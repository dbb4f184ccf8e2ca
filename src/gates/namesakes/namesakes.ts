import picomatch from "picomatch";
import type { GateFinding } from "../../core/evidence.ts";
import type { Gate, GateContext } from "../gate.ts";
import { allowanceOf, inspect } from "../inspection.ts";
import { codeEnd, codeStart, blocksOf } from "../markdown.ts";
import { isSame } from "./endpoints.ts";
import { Catalogue, type Existing } from "./existing.ts";
import { type Introduced, introducedBy } from "./introduced.ts";
import { isNear, nameOf } from "./names.ts";

/** What a plan calls new has no near namesake in the repository that the plan does not speak of. */
export const namesakes: Gate = {
  name: "namesakes",
  async check(context) {
    const introduced = introducedBy(context.artifact);
    const mistakes = introduced.length === 0 ? [] : await questions(context, introduced);
    return inspect(context, "namesakes", {
      what: `namesakes of what ${context.duty.writes} calls new`,
      passed:
        introduced.length === 0
          ? `${context.duty.writes} calls nothing new`
          : `nothing of what ${context.duty.writes} calls new has a namesake that it does not name`,
      mistakes,
    });
  },
};

const mostFiles = 5_000;
const longestFile = 200_000;
const sources =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|go|java|kts?|scala|rb|php|cs|fs|rs|swift|dart|exs?|sql|prisma|graphql|gql|proto|json|ya?ml)$/i;
const foreign =
  /(?:^|\/)(?:node_modules|vendor|third_party|dist|build|out|coverage|\.[^/]{1,60})\/|\.min\.|(?:^|\/)package(?:-lock)?\.json$|-lock\.ya?ml$/;

async function questions(context: GateContext, introduced: readonly Introduced[]): Promise<GateFinding[]> {
  const { repository, base, profile, artifact } = context;
  const files = await repository.files(base);
  const isTest = profile.tests.length === 0 ? () => false : picomatch([...profile.tests], { dot: true });
  const wanted = files
    .filter((file) => sources.test(file) && !foreign.test(file) && !isTest(file))
    .slice(0, mostFiles);
  const texts = await repository.texts(base, wanted);
  const catalogue = new Catalogue(new Map([...texts].filter(([, text]) => text.length <= longestFile)));
  const spoken = spokenIn(artifact);
  const findings: GateFinding[] = [];
  for (const thing of introduced) {
    const found = await alike(thing, catalogue, files);
    const [first] = found;
    if (first && !found.some((each) => isSpokenOf(each, thing, spoken)))
      findings.push(question(thing, first));
  }
  return findings.slice(0, 10);
}

async function alike(thing: Introduced, catalogue: Catalogue, files: readonly string[]): Promise<Existing[]> {
  if (thing.kind === "thing") return catalogue.near(thing.name);
  if (thing.kind === "file") return twins(thing.path, files);
  return [...catalogue.endpoints()].flatMap(([path, endpoints]) =>
    endpoints
      .filter((endpoint) => isSame(thing.endpoint, endpoint))
      .map(({ shown, line }): Existing => ({ what: `endpoint \`${shown}\``, name: shown, path, line })),
  );
}

/** Files of the same folder whose name is nearly the same. */
function twins(path: string, files: readonly string[]): Existing[] {
  const split = (file: string) => {
    const folder = file.slice(0, file.lastIndexOf("/") + 1).toLowerCase();
    const name = file.slice(folder.length);
    return { folder, stem: name.split(".")[0] ?? "", rest: name.split(".").slice(1, -1).join(".") };
  };
  const wanted = split(path);
  return files
    .filter((file) => {
      const { folder, stem, rest } = split(file);
      return (
        folder === wanted.folder && rest === wanted.rest && isNear(nameOf(stem).key, nameOf(wanted.stem).key)
      );
    })
    .map((file): Existing => ({ what: "file", name: file, path: file, line: 1 }));
}

interface Spoken {
  text: string;
  spans: ReadonlySet<string>;
}

function spokenIn(artifact: string): Spoken {
  const pattern = new RegExp(`${codeStart}([^${codeStart}${codeEnd}]*)${codeEnd}`, "gu");
  const spans = blocksOf(artifact).flatMap(({ text }) =>
    Array.from(text.matchAll(pattern), (match) => match[1] ?? ""),
  );
  return { text: artifact, spans: new Set(spans) };
}

/** The plan names the file, or the name where it is another than the new one and cannot be a mere word. */
function isSpokenOf({ path, name }: Existing, thing: Introduced, { text, spans }: Spoken): boolean {
  const tail = path.split("/").slice(-2).join("/");
  if (hasWord(text, tail) || (thing.kind !== "file" && hasWord(text, path.slice(path.lastIndexOf("/") + 1))))
    return true;
  if (name === thing.text || thing.kind === "file") return false;
  return spans.has(name) || (/[a-z][A-Z]/.test(name) && hasWord(text, name));
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const isAlone = !/[\w-]/.test(text[at - 1] ?? " ") && !/[\w-]/.test(text[at + word.length] ?? " ");
    if (isAlone) return true;
  }
  return false;
}

function question({ kind, text, line }: Introduced, { what, path, line: at }: Existing): GateFinding {
  const rule = `${kind}-namesake`;
  return {
    rule,
    path: "",
    line: 0,
    message: `line ${line} of the text calls \`${text}\` new, and there is the ${what} (${path}:${at}); use that one, or name ${path} in the plan and say why it does not do`,
    allowance: allowanceOf(rule, path, text),
  };
}
