import { chmod, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { git } from "../support/project.ts";
import { buildReport } from "../support/scenario.ts";
import { githubWorld, statusIn } from "../github-runs/world.fixture.ts";

/** What an agent can get hold of, in a file that it commits: its environment, and the commands of all processes. */
const curious = "env > backend/seen.txt; cat /proc/*/cmdline 2> /dev/null | tr '\\0' ' ' >> backend/seen.txt";

test.for(["PHASEGATE_APP_PRIVATE_KEY", "PHASEGATE_APP_PRIVATE_KEY_FILE"])(
  "a GitHub App with its key in %s delivers as its bot, and the key is in nothing that the run leaves",
  async (variable) => {
    const world = await githubWorld({
      script: {
        "implementation/builder": [{ do: [{ shell: { run: ["sh", "-c", curious] } }], say: buildReport }],
      },
    });
    const { github, env, root } = world;
    const file = path.join(root, "app.pem");
    await writeFile(file, github.app.privateKey);
    await chmod(file, 0o600);
    delete env["GH_TOKEN"];
    env["PHASEGATE_APP_ID"] = String(github.app.id);
    env[variable] = variable.endsWith("FILE") ? file : github.app.privateKey.replaceAll("\n", "\\n");
    const answer = await world.phasegate(world.deliver("direct", "--json"));
    const status = statusIn(answer);
    expect([status.status, answer.stderr]).toEqual(["ready", expect.any(String)]);
    const { item } = await github.conversation(await world.request());
    expect(item).toMatchObject({ user: { login: "crew[bot]" }, draft: false });
    const { comments } = await github.conversation(world.issue);
    expect(new Set(comments.map(({ by }) => by))).toEqual(new Set(["crew[bot]"]));
    expect(github.pushes.map(({ login }) => login)).toContain("crew[bot]");

    const seen = await git(github.repository, "show", `${status.head}:backend/seen.txt`);
    expect(seen).toContain("PATH=");
    const line = github.app.privateKey.split("\n")[3] ?? "";
    expect(line.length).toBeGreaterThan(40);
    expect(seen + answer.stderr + answer.stdout).not.toMatch(/PHASEGATE_APP|BEGIN [A-Z ]*PRIVATE KEY/);
    const search = ["grep", "--no-index", "-l", "--text", "--fixed-strings", line, "--", "home", "agent.log"];
    expect(await git(root, ...search).catch(() => "")).toBe("");
    expect(await readFile(file, "utf8")).toContain(line);
    expect(github.violations).toEqual([]);
  },
);
