import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { makeWorld, type World } from "./support/cli.ts";
import { git, smallProject, writeFiles } from "./support/project.ts";
import { buildReport, scenario, trioScript } from "./support/scenario.ts";

/** What a person wrote, and the line that the one clear answer must name. */
interface Mistake {
  called: string;
  files: Record<string, string>;
  args?: (world: World) => string[];
  says: string[];
}

const role = (text: string) => ({ "project/.phasegate/roles/builder.md": text });
const workflow = (text: string) => ({ "project/.phasegate/workflows/mine.yaml": text });
const scripted = (text: string) => ({ "scenario.yaml": text });

const mistakes: Mistake[] = [
  {
    called: "a spec without a heading",
    files: { "spec.md": "no heading\n" },
    says: ["spec.md:1:", "heading"],
  },
  {
    called: "a spec with a title only",
    files: { "spec.md": "# Title\n" },
    says: ["spec.md:1:", "nothing else"],
  },
  {
    called: "a scenario that is no YAML",
    files: scripted("name: x\nsteps: [\n"),
    says: ["scenario.yaml:3:", "valid YAML"],
  },
  {
    called: "a scenario with an unknown action",
    files: scripted("name: x\nsteps:\n  implementation/builder:\n    - do: [{ wrte: { path: a } }]\n"),
    says: ["scenario.yaml:4:", "no such action"],
  },
  {
    called: "a scenario that names a missing file",
    files: scripted("name: x\nsteps:\n  implementation/builder:\n    - say: { file: nowhere.md }\n"),
    says: ["scenario.yaml:4:", "nowhere.md"],
  },
  {
    called: "a scenario with a path that leaves the tree",
    files: scripted("name: x\nsteps:\n  implementation/builder:\n    - do: [{ delete: { path: ../x } }]\n"),
    says: ["scenario.yaml:4:"],
  },
  {
    called: "a role without front matter",
    files: role("You build.\n"),
    says: [".phasegate/roles/builder.md:1:", "front matter"],
  },
  {
    called: "a role with an unknown field",
    files: role(
      "---\nname: builder\ndescription: x\ntools: Read\ntier: coding\nduties: {}\nscope: all\n---\nYou build.\n",
    ),
    says: [".phasegate/roles/builder.md:7:", "scope"],
  },
  {
    called: "a workflow with an unknown gate",
    files: workflow(
      "name: mine\ndescription: x\nphases:\n  planning:\n    sequence: [planner]\n    gate: [perfect]\n",
    ),
    args: (world) => world.runArgs("mine"),
    says: [".phasegate/workflows/mine.yaml:6:", "no such gate"],
  },
  {
    called: "a workflow whose role reads what nobody writes",
    files: workflow(
      "name: mine\ndescription: x\nphases:\n  implementation:\n    sequence:\n      - { role: builder, reads: [plan] }\n",
    ),
    args: (world) => world.runArgs("mine"),
    says: [".phasegate/workflows/mine.yaml:6:", "reads plan"],
  },
  {
    called: "a profile with an unknown check",
    files: {
      "project/.phasegate/profile.yaml": "parts:\n  - name: app\n    path: .\n    checks: { smell: [x] }\n",
    },
    says: [".phasegate/profile.yaml:4:", "smell"],
  },
  {
    called: "an unknown flag",
    files: {},
    args: (world) => world.runArgs("trio", "--fast"),
    says: ["--fast"],
  },
  {
    called: "an unknown workflow",
    files: {},
    args: (world) => world.runArgs("nope"),
    says: ["nope", "direct, feature, six, trio"],
  },
  {
    called: "an unknown runtime",
    files: {},
    args: () => ["run", "spec.md", "--repo", "project", "--workflow", "trio", "--runtime", "nope"],
    says: ["there is no runtime nope", "scripted:FILE, claude, codex"],
  },
  {
    called: "a budget that is no amount",
    files: {},
    args: (world) => world.runArgs("trio", "--budget", "much"),
    says: ["--budget much", "--budget 15"],
  },
  {
    called: "an unknown phase to approve",
    files: {},
    args: (world) => world.runArgs("trio", "--approve", "x"),
    says: ["planning"],
  },
];

test.for(mistakes)("$called gives one clear error and makes nothing", async ({ files, args, says }) => {
  const world = await makeWorld({ script: trioScript, database: false });
  await writeFiles(world.root, files);
  await git(world.repository, "add", "--all");
  await git(world.repository, "commit", "--quiet", "--allow-empty", "--message=Mistake");
  const answer = await world.phasegate(args?.(world) ?? world.runArgs("trio"));
  expect(answer.exitCode).toBe(2);
  for (const words of says) expect(answer.stderr).toContain(words);
  expect(answer.stderr).not.toContain("    at ");
  expect(existsSync(world.home), "no state was made").toBe(false);
  expect(await git(world.repository, "branch", "--format=%(refname:short)")).toBe("main");
});

test("a repository without a commit, a folder that is none and a detached HEAD are each named with their remedy", async () => {
  const world = await makeWorld({ script: trioScript, database: false });
  const empty = path.join(world.root, "empty");
  await mkdir(empty);
  await git(empty, "init", "--quiet");
  const without = await world.phasegate(world.runArgs("trio", "--repo", empty));
  expect(without).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("git commit") });
  await mkdir(path.join(world.root, "plain"));
  const none = await world.phasegate(world.runArgs("trio", "--repo", path.join(world.root, "plain")));
  expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("not a git repository") });
  await git(world.repository, "checkout", "--quiet", "--detach");
  const detached = await world.phasegate(world.runArgs("trio"));
  expect(detached).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--base main") });
});

test("a detached HEAD with --base, a dirty tree and no git identity end in a ready run; the user's tree stays as it is", async () => {
  const world = await makeWorld({ script: trioScript });
  await git(world.repository, "checkout", "--quiet", "--detach");
  await writeFiles(world.repository, { "backend/app.js": "// not committed\n", "notes.txt": "mine\n" });
  const before = await git(world.repository, "status", "--porcelain");
  const { exitCode, stdout, stderr } = await world.phasegate(
    world.runArgs("trio", "--base", "main", "--json"),
  );
  expect(exitCode).toBe(0);
  expect(stderr).toContain("2 files");
  expect(stderr).toContain("Phasegate <phasegate@localhost>");
  const status = JSON.parse(stdout) as RunStatus;
  expect(await git(world.repository, "log", "-1", "--format=%an <%ae>", status.branch)).toBe(
    "Phasegate <phasegate@localhost>",
  );
  expect(await git(world.repository, "show", `${status.branch}:backend/app.js`)).toBe(
    smallProject["backend/app.js"]?.trim(),
  );
  expect(await git(world.repository, "status", "--porcelain")).toBe(before);
});

test("state inside the repository is refused, for agents would see it", async () => {
  const world = await makeWorld({ script: trioScript, database: false });
  const answer = await world.phasegate(world.runArgs("trio"), {
    PHASEGATE_HOME: path.join(world.repository, ".state"),
  });
  expect(answer).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("PHASEGATE_HOME") });
});

/** Mounting a small disk needs rights that not every machine gives. */
const canMount = process.platform === "linux" && (await tryMount());

async function tryMount(): Promise<boolean> {
  const folder = `/tmp/phasegate-mount-${process.pid}`;
  await mkdir(folder, { recursive: true });
  const { exitCode } = await execa("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], {
    reject: false,
  });
  if (exitCode === 0) await execa("umount", [folder]);
  await rm(folder, { recursive: true });
  return exitCode === 0;
}

test.skipIf(!canMount)(
  "F05: a full disk ends in one clear word on it, and the run goes on once there is space",
  async () => {
    const world = await makeWorld({ script: trioScript, database: false });
    await mkdir(world.home);
    await execa("mount", ["-t", "tmpfs", "-o", "size=70m", "tmpfs", world.home]);
    onTestFinished(async () => void (await execa("umount", ["--lazy", world.home])));
    const big = path.join(world.home, "big");
    const fill = { shell: { run: ["dd", "if=/dev/zero", `of=${big}`, "bs=64k"] } };
    const script = {
      ...trioScript,
      "implementation/builder": [
        { do: [fill], say: buildReport },
        ...(trioScript["implementation/builder"] ?? []).slice(1),
      ],
    };
    await writeFile(
      path.join(world.root, "scenario.yaml"),
      scenario(script)
        .replace("edit:", "read:")
        .replace(/\n +find:.*\n +replace:.*/, ""),
    );
    const full = await world.phasegate(world.runArgs("trio"));
    // Which comes first depends on what is written first: the record cannot be kept, or the attempts are used up.
    expect([2, 3]).toContain(full.exitCode);
    expect(full.stdout + full.stderr).toMatch(/free some space|no space left|out of disk ?space/i);
    await rm(big);
    const { exitCode } = await world.phasegate(["resume", "--repo", world.repository]);
    expect(exitCode).toBe(0);
  },
);
