import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEmbedded, openServer } from "../src/engine/database/open-database.ts";
import type { RunStatus, Verification } from "../src/index.ts";
import { carriers } from "../src/workspace/process.ts";
import { makeWorld, type World } from "./support/cli.ts";
import { logged } from "./support/log.ts";
import { git, nodeProject, writeFiles } from "./support/project.ts";
import { buildReport, plan, type Script, scenario, trioScript } from "./support/scenario.ts";

let world: World;
let status: RunStatus;
let head: string;
const cleanUps: (() => Promise<void>)[] = [];

/** What a check sees and no commit holds: with this language it fails, with that one it never ends. */
const moody = `
if (process.argv[2] === "test" && process.env.LANG === "failing") process.exit(7);
if (process.argv[2] === "test" && process.env.LANG === "endless") setInterval(() => {}, 1_000);
else `;

beforeAll(async () => {
  const checker = nodeProject["tools/check.js"] ?? "";
  world = await makeWorld({
    script: trioScript,
    atEnd: (cleanUp) => cleanUps.push(cleanUp),
    project: { ...nodeProject, "tools/check.js": checker.replace("process.exit(", `${moody}process.exit(`) },
  });
  await mkdir(path.join(world.root, "temp"));
  const { stdout, exitCode, stderr } = await world.phasegate(world.runArgs("trio", "--json"));
  if (exitCode !== 0) throw new Error(stderr);
  status = JSON.parse(stdout) as RunStatus;
  ({ head } = status);
});

afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

const temp = (): string => path.join(world.root, "temp");

async function verify(env: Record<string, string> = {}, run = status.id) {
  const answer = await world.phasegate(["verify", run, "--json"], { TMPDIR: temp(), ...env });
  const verification = JSON.parse(answer.stdout) as Verification;
  const differences = (verification.rows ?? []).filter(({ outcome }) => outcome === "differs");
  return { ...answer, verification, differences: differences.map(({ what, now }) => `${what}: ${now}`) };
}

describe("a ready run", () => {
  test("verifies: nothing differs, and what cannot be repeated is said and not counted", async () => {
    const { exitCode, verification, differences, stderr } = await verify();
    expect(differences).toEqual([]);
    expect(exitCode).toBe(0);
    expect(verification).toMatchObject({ run: status.id, branch: status.branch, head, same: true });
    const same = verification.rows.flatMap(({ what, outcome }) => (outcome === "same" ? [what] : []));
    expect(same).toEqual(
      expect.arrayContaining([
        `branch ${status.branch} at the forge`,
        "commit of implementation/builder",
        "check backend/lint on the base",
        "check frontend/test on the head",
        "scope of implementation/builder",
        "protected of implementation/builder",
        "committed of implementation/builder",
        "review of quality/code-reviewer",
        `checks of quality on ${head.slice(0, 12)}`,
        `review-approved of quality on ${head.slice(0, 12)}`,
        `pushed of ready on ${head.slice(0, 12)}`,
        "artifact plan@1",
        "comment of build-report@1",
      ]),
    );
    const unrepeated = verification.rows.filter(({ outcome }) => outcome === "not repeated");
    expect(unrepeated.map(({ what }) => what)).toContain("checks of implementation/builder");
    expect(stderr).toContain("running check backend/test on the head");
  });

  test("is shown as a table with the commands to repeat it by hand", async () => {
    const { exitCode, stdout } = await world.phasegate(["verify", status.id.slice(0, 12)]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^same +branch .*git ls-remote/m);
    expect(stdout).toMatch(/^same +check backend\/test on the head .*git clone -q .* && cd backend && node/m);
    expect(stdout).toMatch(/: \d+ the same, 0 differences, \d+ not repeated$/m);
  });
});

/** Point the branch somewhere else while something is looked at. */
async function withBranchAt<T>(commit: string | null, look: () => Promise<T>): Promise<T> {
  const ref = `refs/heads/${status.branch}`;
  await git(world.repository, "update-ref", ...(commit === null ? ["-d", ref] : [ref, commit]));
  try {
    return await look();
  } finally {
    await git(world.repository, "update-ref", ref, head);
  }
}

const short = (commit: string): string => commit.slice(0, 12);

describe("is named, and ends with 4:", () => {
  test("a commit that somebody pushed", async () => {
    const extra = await git(world.repository, "commit-tree", `${head}^{tree}`, "-p", head, "-m", "Mine");
    const { exitCode, differences } = await withBranchAt(extra, () => verify());
    expect(differences).toEqual([
      `branch ${status.branch} at the forge: ${short(extra)}`,
      `commit ${short(extra)} on the branch: by Test: Mine`,
      expect.stringMatching(`pushed of ready on ${short(head)}: failed: .*${extra}`) as string,
    ]);
    expect(exitCode).toBe(4);
  });

  test("a commit that was amended", async () => {
    const message = await git(world.repository, "log", "-1", "--format=%B", head);
    const of = ["-p", `${head}^`, "-m", `${message}\n`];
    const amended = await git(world.repository, "commit-tree", `${head}^{tree}`, ...of);
    const { exitCode, differences } = await withBranchAt(amended, () => verify());
    expect(differences).toEqual(
      expect.arrayContaining([
        `branch ${status.branch} at the forge: ${short(amended)}`,
        `commit of implementation/builder: ${short(head)} is not on the branch`,
        expect.stringContaining(`commit ${short(amended)} on the branch: by Test`) as string,
      ]),
    );
    expect(exitCode).toBe(4);
  });

  test("a branch that is gone", async () => {
    const { exitCode, differences } = await withBranchAt(null, () => verify());
    expect(differences).toContain(`branch ${status.branch} at the forge: there is none`);
    expect(exitCode).toBe(4);
  });

  test("a comment that somebody edited", async () => {
    const forge = path.join(world.home, "forge");
    const names = await readdir(forge, { recursive: true });
    const files = names
      .filter((name) => /comments\/\d+\.json$/.test(name))
      .map((name) => path.join(forge, name));
    const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
    const at = texts.findIndex((text) => text.includes("artifact=plan"));
    const [file = "", text = ""] = [files[at], texts[at]];
    await writeFile(file, text.replace("Nothing special.", "Nothing special, says somebody."));
    const { exitCode, differences } = await verify();
    await writeFile(file, text);
    expect(differences).toEqual(["comment of plan@1: edited from line 7 on"]);
    expect(exitCode).toBe(4);
  });

  test("an artifact that is not what was accepted", async () => {
    const change = async (from: string, to: string): Promise<void> => {
      const url = world.env["PHASEGATE_DATABASE_URL"];
      const database = await (url === undefined ? openEmbedded(world.home) : openServer(url));
      const sql =
        "update phasegate.artifacts set body = replace(body, $1, $2) where run = $3 and name = 'build-report'";
      await database.query(sql, [from, to, status.id]);
      await database.close();
    };
    await change("Nothing special.", "Nothing is special.");
    const { exitCode, differences } = await verify();
    await change("Nothing is special.", "Nothing special.");
    expect(differences).toEqual([
      expect.stringMatching(/^artifact build-report@1: sha256 [0-9a-f]{12}$/) as string,
      "comment of build-report@1: edited from line 7 on",
    ]);
    expect(exitCode).toBe(4);
  });

  test("a check that fails now", async () => {
    const { exitCode, differences } = await verify({ LANG: "failing" });
    expect(differences).toEqual(
      expect.arrayContaining([
        "check backend/test on the head: exit code 7: the exit code",
        "check frontend/test on the head: exit code 7: the exit code",
        "check backend/test on the base: exit code 7: the exit code",
      ]),
    );
    expect(exitCode).toBe(4);
  });
});

test("nothing of a verification is left behind, and the run is as it was", async () => {
  expect(await readdir(temp())).toEqual([]);
  expect(await world.status(status.id)).toEqual(status);
});

test("Ctrl-C ends it and leaves nothing behind", async () => {
  const verifying = world.start(["verify", status.id], { TMPDIR: temp(), LANG: "endless" });
  await new Promise<void>((resolve) => {
    verifying.stderr?.on("data", (text: Buffer) => {
      if (text.toString().includes("running check backend/test")) resolve();
    });
  });
  const [folder = ""] = await readdir(temp());
  verifying.kill("SIGINT");
  const { exitCode, stderr } = await verifying;
  expect(stderr).toContain("interrupted; nothing of it is left");
  expect(exitCode).toBe(130);
  expect(await readdir(temp())).toEqual([]);
  const checkout = path.join(temp(), folder, "runs", status.id, "checkout");
  expect(await carriers(`PHASEGATE_CHECKOUT=${checkout}`)).toEqual([]);
});

test("a run that there is not is a mistake", async () => {
  const { exitCode, stderr } = await world.phasegate(["verify", "nothing-like-it"]);
  expect(stderr).toContain("there is no run nothing-like-it");
  expect(exitCode).toBe(2);
});

const hanging: Script = {
  "planning/planner": [plan],
  "implementation/builder": [{ do: [{ hang: {} }], say: buildReport }],
};

test("while another process carries a run out, it and others are verified through it", async () => {
  await writeFiles(world.root, { "scenario.yaml": scenario(hanging), "agent.log": "" });
  const running = world.start(world.runArgs("trio"));
  await logged(world, "0 hang");
  const { id } = await world.status();
  expect(id).not.toBe(status.id);
  const finished = await verify();
  expect([finished.differences, finished.exitCode]).toEqual([[], 0]);
  expect(finished.stderr).toContain("running check backend/test on the head");
  const underWay = await verify({}, id);
  expect([underWay.differences, underWay.exitCode]).toEqual([[], 0]);
  expect(underWay.verification.rows.map(({ what }) => what)).toContain("complete of planning/planner");
  running.kill("SIGINT");
  expect((await running).exitCode).toBe(130);
  expect(await readdir(temp())).toEqual([]);
});

test("a run of which nothing has been accepted cannot be verified yet", async () => {
  await writeFiles(world.root, { "scenario.yaml": scenario({ "planning/planner": [{ say: "No." }] }) });
  const { exitCode } = await world.phasegate(world.runArgs("trio"));
  expect(exitCode).not.toBe(0);
  const { id } = await world.status();
  const answer = await world.phasegate(["verify", id, "--json"]);
  expect(JSON.parse(answer.stdout)).toMatchObject({ error: { code: "NOTHING_TO_VERIFY" } });
  expect(answer.exitCode).toBe(2);
});
