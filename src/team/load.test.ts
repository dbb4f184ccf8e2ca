import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MistakesError, UserError } from "../core/error.ts";
import { loadTeam } from "./load.ts";

let directory = "";

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "team-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const role = (name: string, body = "You are somebody."): string =>
  `---\nname: ${name}\ndescription: Somebody\ntools: Read\ntier: coding\nduties: {}\n---\n${body}\n`;

const workflow = (name: string): string =>
  `name: ${name}\ndescription: Some work\nphases:\n  implementation:\n    sequence: [builder]\n`;

async function put(file: string, text: string | Uint8Array): Promise<void> {
  const target = path.join(directory, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
}

const load = () => loadTeam({ projectDirectory: directory });

async function mistakes(): Promise<string[]> {
  const error = await load().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof MistakesError)) throw new Error(`expected mistakes, but got ${String(error)}`);
  return error.mistakes.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

test("without a project there is the built-in team", async () => {
  const team = await loadTeam({});
  expect(team.workflow("feature").workflow.name).toBe("feature");
  expect(team.workflow("feature").file).toBe("team/workflows/feature.yaml");
});

test("a project without files of its own has the built-in team", async () => {
  expect((await load()).workflowNames).toEqual((await loadTeam({})).workflowNames);
});

test("a project's role replaces the built-in one of the same name", async () => {
  await put(".phasegate/roles/architect.md", role("architect", "You know this project."));
  expect((await load()).roles["architect"]?.body).toBe("You know this project.");
});

test("a project's role of a new name joins the team", async () => {
  await put(".phasegate/roles/translator.md", role("translator"));
  const team = await load();
  expect(team.roles["translator"]?.description).toBe("Somebody");
  expect(team.roles["architect"]).toBeDefined();
});

test("a project's workflow replaces or joins the built-in ones", async () => {
  await put(".phasegate/workflows/direct.yaml", workflow("direct"));
  await put(".phasegate/workflows/again.yaml", workflow("again"));
  const team = await load();
  expect(team.workflowNames).toEqual(["again", "direct", "feature", "six", "trio"]);
  expect(team.workflow("direct")).toMatchObject({
    file: ".phasegate/workflows/direct.yaml",
    workflow: { description: "Some work" },
  });
});

test("a team can be read from another directory", async () => {
  await put("roles/alone.md", role("alone"));
  const team = await loadTeam({ teamDirectory: directory });
  expect(Object.keys(team.roles)).toEqual(["alone"]);
  expect(team.workflowNames).toEqual([]);
});

test("a package without its team says so", async () => {
  const missing = loadTeam({ teamDirectory: path.join(directory, "nowhere") });
  await expect(missing).rejects.toMatchObject({
    code: "NO_TEAM",
    hint: expect.stringContaining("install phasegate again"),
  });
});

test("an unknown workflow is named together with those that there are", async () => {
  const team = await load();
  const unknown = new UserError(
    "UNKNOWN_WORKFLOW",
    "there is no workflow waterfall",
    "workflows: direct, feature, six, trio",
  );
  expect(() => team.workflow("waterfall")).toThrow(unknown);
  expect(() => team.workflow("constructor")).toThrow("there is no workflow constructor");
});

test("all mistakes of all files are reported at once, under short names", async () => {
  await put(".phasegate/roles/bad.md", "no front matter");
  await put(".phasegate/roles/other.md", role("another"));
  await put(".phasegate/workflows/broken.yaml", "name: broken\ndescription: x\nphases: {}\nspeed: 9\n");
  expect(await mistakes()).toEqual([
    ".phasegate/roles/bad.md:1: a role starts with front matter between two lines of ---",
    ".phasegate/roles/other.md:2: the role is named another, its file other.md",
    ".phasegate/workflows/broken.yaml:4: speed: is not known here",
  ]);
});

test("a workflow has the name of its file", async () => {
  await put(".phasegate/workflows/mine.yaml", `# ours\n${workflow("yours")}`);
  expect(await mistakes()).toEqual([
    ".phasegate/workflows/mine.yaml:2: the workflow is named yours, its file mine.yaml",
  ]);
});

test("a file that ends in .yml is not passed over in silence", async () => {
  await put(".phasegate/workflows/mine.yml", workflow("mine"));
  expect(await mistakes()).toEqual([".phasegate/workflows/mine.yml:1: is not read, because of its ending"]);
});

test("hidden files and files of other kinds are left alone", async () => {
  await put(".phasegate/roles/.swap.md", "half a text");
  await put(".phasegate/roles/notes.txt", "a note");
  await expect(load()).resolves.toBeDefined();
});

test("a symbolic link is refused, wherever it leads", async () => {
  await put("secret", role("leak"));
  await put(".phasegate/roles/keep.md", role("keep"));
  await symlink(path.join(directory, "secret"), path.join(directory, ".phasegate/roles/leak.md"));
  await symlink(directory, path.join(directory, ".phasegate/workflows"));
  expect(await mistakes()).toEqual([
    ".phasegate/roles/leak.md:1: is a symbolic link",
    ".phasegate/workflows:1: is a symbolic link",
  ]);
});

test("a project whose .phasegate is a symbolic link or a file is refused", async () => {
  await put("elsewhere/roles/a.md", role("a"));
  await symlink(path.join(directory, "elsewhere"), path.join(directory, ".phasegate"));
  expect(await mistakes()).toEqual([".phasegate:1: is a symbolic link"]);
  await rm(path.join(directory, ".phasegate"));
  await put(".phasegate", "a file");
  expect(await mistakes()).toEqual([".phasegate:1: is not a directory"]);
});

test("a file that is too large, no file at all, or no text is refused", async () => {
  await put(".phasegate/roles/huge.md", "x".repeat(1_000_001));
  await mkdir(path.join(directory, ".phasegate/roles/folder.md"));
  await put(".phasegate/roles/latin.md", Uint8Array.of(0x2d, 0xe9));
  expect(await mistakes()).toEqual([
    ".phasegate/roles/folder.md:1: is not a regular file",
    ".phasegate/roles/huge.md:1: has 1000001 bytes",
    ".phasegate/roles/latin.md:1: is not UTF-8 text",
  ]);
});

test("a byte order mark does not hide the front matter", async () => {
  await put(".phasegate/roles/marked.md", `\uFEFF${role("marked")}`);
  expect((await load()).roles["marked"]).toBeDefined();
});

test("a file that this person may not read is a failure of its own and no mistake in it", async () => {
  await expect(loadTeam({ projectDirectory: "\0" })).rejects.not.toBeInstanceOf(MistakesError);
});
