import { existsSync, watch } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { git } from "../support/project.ts";
import { buildReport } from "../support/scenario.ts";
import { feature, sh } from "./lies.ts";
import { type Delivery, openSuite, type Suite } from "./suite.ts";

let suite: Suite;
let delivery: Delivery;
let root: string;

/**
 * In a session of its own and without a trace of its agent in its environment, it waits for the engine's checkout of
 * the commit, and then writes into the agent's tree until it is told to stop.
 */
const daemon = (): string => `
cat > ${root}/daemon.sh <<'END'
touch ${root}/begun
until ls ${root}/home/runs/*/checkout/backend/reviews.js || [ -e ${root}/stop ]; do sleep 0.01; done
until [ -e ${root}/stop ]; do
  echo '// BAD-lint' > "$1/backend/later.js" && touch ${root}/wrote
  sleep 0.01
done
touch ${root}/ended
END
env -i PATH=/usr/bin:/bin setsid sh ${root}/daemon.sh "$PWD" > /dev/null 2>&1 < /dev/null &
until [ -e ${root}/begun ]; do sleep 0.01; done
`;

beforeAll(async () => {
  suite = await openSuite();
  root = suite.world.root;
  delivery = await suite.deliver("a daemon", "direct", {
    "implementation/builder": [{ do: [feature, sh(daemon())], say: buildReport }],
  });
});

afterAll(async () => {
  await writeFile(path.join(root, "stop"), "");
  await there(path.join(root, "ended"));
  await suite.close();
});

/** Resolves when there is such a file in the root. */
async function there(file: string): Promise<void> {
  const watcher = watch(root);
  try {
    while (!existsSync(file))
      await new Promise((resolve) => {
        watcher.once("change", resolve);
      });
  } finally {
    watcher.close();
  }
}

test("B43: what a daemon writes after the gate has looked is not in what is pushed", async () => {
  expect(existsSync(path.join(root, "wrote")), "the daemon was at work").toBe(true);
  expect(delivery.everCommitted).not.toContain("later");
  expect(delivery.changed).toEqual({ "backend/reviews.js": "export const reviews = () => [];" });
  const { gates, head, status } = delivery.status;
  expect(status).toBe("ready");
  const tree = await git(suite.world.repository, "rev-parse", `${head}^{tree}`);
  const checked = gates.filter(({ name }) => name === "checks");
  expect(new Set(checked.flatMap(({ evidence }) => evidence.map((each) => each.tree)))).toEqual(
    new Set([tree]),
  );
});
