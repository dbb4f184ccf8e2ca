import { rm } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { profileSchema } from "../../core/profile.ts";
import { writeFiles } from "../../../test/support/project.ts";
import { createChecks } from "../checks/runner.ts";
import { fails, makeStage, passes } from "../gates.fixture.ts";
import { type Case, file, shop } from "./cases/shop.fixture.ts";

/** The stage of a case: real git, and real processes where the contract names commands. */
export async function contextOf({
  files = {},
  base = {},
  plan,
  planAs = "system-plan",
  issue,
  contract,
}: Case) {
  const stage = await makeStage({ ...shop, ...base });
  for (const [name, text] of Object.entries(files)) {
    if (text === null) await rm(path.join(stage.tree, name));
    else await writeFiles(stage.tree, { [name]: text });
  }
  const profile = profileSchema.parse({
    parts: [
      { name: "backend", path: "backend", checks: {} },
      { name: "frontend", path: "frontend", checks: {} },
    ],
    contract: { kind: "openapi", backend: "backend", frontend: "frontend", file, ...contract },
  });
  const checks = createChecks({
    repository: stage.repository,
    profile,
    directory: path.join(stage.root, "checkout"),
    store: path.join(stage.root, "store"),
    environment: "test",
    home: path.join(stage.root, "home"),
    now: () => new Date("2026-01-01T00:00:00.000Z"),
    recall: () => Promise.resolve(null),
    remember: () => Promise.resolve(),
    timeoutMs: 60_000,
  });
  return stage.context({
    profile,
    checks,
    artifacts: plan === undefined ? {} : { [planAs]: plan },
    ...(issue === undefined ? {} : { issue }),
  });
}

/** The gate says of a case what the case says that it must. */
export async function expectVerdict(each: Case): Promise<void> {
  const context = await contextOf(each);
  if (each.expect === "honest") {
    await passes("contract", context);
    return;
  }
  const reason = await fails("contract", context);
  for (const words of each.expect) expect(reason).toContain(words);
}
