import picomatch from "picomatch";
import { parse } from "../../syntax/syntax.ts";
import type { Ends } from "../openapi/look.ts";
import { nothing, said, type Seen } from "../findings.ts";
import { newOnes } from "../mismatch.ts";
import type { ContractScene } from "../scene.ts";
import { type Call, disagreements } from "./agree.ts";
import { type Module, moduleOf } from "./modules.ts";
import { requestsOf } from "./requests.ts";
import { World } from "./world.ts";

const isSource = picomatch("**/*.{js,jsx,mjs,ts,tsx,mts,vue,svelte}", { dot: false });
const isElsewhere = picomatch(
  [
    "**/*.d.ts",
    "**/*.stories.*",
    "**/{mocks,__mocks__,__fixtures__,fixtures,msw,dist,build,node_modules,e2e,cypress,stories}/**",
    "**/mock*.*",
  ],
  { dot: true },
);

/** What the frontend calls is described; calls that nobody described before either are no fault of this feature. */
export async function agreesWithCalls(scene: ContractScene, { now, base }: Ends): Promise<Seen> {
  const { context, contract } = scene;
  const part = context.profile.parts.find(({ name }) => name === contract.frontend);
  if (!part) return nothing();
  const { calls, isShared } = await callsAt(scene, context.candidate, part.path);
  const found = disagreements(calls, now, isShared);
  const note = said(`${calls.length} requests of ${part.name} looked at`);
  if (found.length === 0) return note;
  const before = await callsAt(scene, context.base, part.path);
  const known = disagreements(before.calls, base ?? now, before.isShared);
  return { ...note, mismatches: newOnes(found, known) };
}

async function callsAt(
  { context, contract }: ContractScene,
  commit: string,
  root: string,
): Promise<{ calls: Call[]; isShared: boolean }> {
  const { repository, profile } = context;
  const isTest = picomatch(profile.tests, { dot: true });
  const made = new Set(contract.generated.flatMap(({ files }) => files));
  const all = (await repository.files(commit)).filter((file) => root === "." || file.startsWith(`${root}/`));
  const files = all.filter(
    (file) => isSource(file) && !isTest(file) && !isElsewhere(file) && !made.has(file),
  );
  const texts = await repository.texts(commit, files.slice(0, mostFiles));
  const modules: Module[] = [];
  for (const [file, text] of texts) {
    const syntax = mayCall.test(text) ? await parse(parsedAs(file), scriptOf(file, text)) : null;
    if (syntax) modules.push(moduleOf(file, syntax));
  }
  const world = new World(modules, root);
  const calls = modules.flatMap((module) =>
    module.calls.flatMap(({ node, within }) =>
      requestsOf(node, { world, module, within, given: new Map() }).map((request) => ({
        file: module.file,
        line: node.line,
        request,
      })),
    ),
  );
  return { calls, isShared: all.some((file) => /(?:^|\/)(?:pages|app|routes|server)\/api\//.test(file)) };
}

const mostFiles = 5_000;

/** A file without any path in it neither calls nor helps to call. */
const mayCall = /["'`]\/|\$\{|https?:|["'`][\w-]+\/|export\s/;

const parsedAs = (file: string): string => file.replace(/\.(vue|svelte)$/, ".ts");

/** The script of a component, at its own lines. */
function scriptOf(file: string, text: string): string {
  if (!/\.(vue|svelte)$/.test(file)) return text;
  const lines: string[] = [];
  let isScript = false;
  for (const line of text.split("\n")) {
    if (/^\s*<\/script/i.test(line)) isScript = false;
    lines.push(isScript ? line : "");
    if (/^\s*<script\b[^>]*>\s*$/i.test(line)) isScript = true;
  }
  return lines.join("\n");
}
