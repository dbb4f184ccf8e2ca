import type { Ends } from "../openapi/look.ts";
import { nothing, said, type Seen } from "../findings.ts";
import { newOnes } from "../mismatch.ts";
import { changedFile, type ContractScene, hasChanged } from "../scene.ts";
import { type Call, disagreements } from "./agree.ts";
import { moduleOf } from "./modules.ts";
import { requestsOf } from "./requests.ts";
import { sourcesOf } from "./sources.ts";
import { World } from "./world.ts";

/** What the frontend calls is described; calls that nobody described before either are no fault of this feature. */
export async function agreesWithCalls(scene: ContractScene, { now, base }: Ends): Promise<Seen> {
  const { context, contract } = scene;
  const part = context.profile.parts.find(({ name }) => name === contract.frontend);
  if (!part) return nothing();
  if (!hasChanged(scene, part.name) && !hasChanged(scene, contract.backend) && !isDescriptionChanged(scene))
    return nothing();
  const { calls, isShared } = await callsAt(scene, context.candidate, part.path);
  const found = disagreements(calls, now, isShared);
  const note = said(`${calls.length} requests of ${part.name} looked at`);
  if (found.length === 0) return note;
  const before = await callsAt(scene, context.base, part.path);
  const known = disagreements(before.calls, base ?? now, before.isShared);
  return { ...note, mismatches: newOnes(found, known) };
}

const isDescriptionChanged = (scene: ContractScene): boolean =>
  scene.contract.file !== undefined && changedFile(scene, scene.contract.file);

async function callsAt(
  scene: ContractScene,
  commit: string,
  root: string,
): Promise<{ calls: Call[]; isShared: boolean }> {
  const { sources, all } = await sourcesOf(scene, commit, { root, isWanted: (text) => mayCall.test(text) });
  const modules = sources.map(({ file, syntax }) => moduleOf(file, syntax));
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

/** A file without any path in it neither calls nor helps to call. */
const mayCall = /["'`]\/|\$\{|https?:|["'`][\w-]+\/|export\s/;
