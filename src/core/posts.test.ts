import { describe, expect, test } from "vitest";
import type { RunEvent } from "./event.ts";
import { outbound } from "./outbound.ts";
import type { Post, PostedVersion } from "./post.ts";
import { postsOf } from "./posts.ts";
import {
  accepted,
  begun,
  definitionOf,
  ended,
  keyed,
  refused,
  resumed,
  started,
  walk,
} from "./run.fixture.ts";
import { statusOf } from "./status.ts";

const digest = (version: number): string => String(version).repeat(64);

const version = (number: number, facts: Partial<PostedVersion> = {}): PostedVersion => ({
  name: "pm-spec",
  version: number,
  role: "product-manager",
  phase: "initialization",
  digest: digest(number),
  text: `Text ${number}.`,
  ...facts,
});

const definition = definitionOf(undefined, { approvals: ["planning"] });

interface World {
  events?: readonly RunEvent[];
  versions?: readonly PostedVersion[];
  maxBody?: number | null;
  people?: boolean;
}

const posts = ({ events = [started], versions = [], maxBody = null, people = true }: World): Post[] =>
  postsOf({ status: statusOf(definition, keyed(events), 0), versions, people, maxBody });

const made = (name: string, id = "9"): RunEvent => ({
  type: "comment.made",
  name,
  on: 4,
  id,
  url: `https://forge/4#${name}`,
});

const names = (all: readonly Post[]): string[] => all.map(({ name }) => name);
const named = (all: readonly Post[], name: string): Post => {
  const post = all.find((each) => each.name === name);
  if (!post) throw new Error(`no post ${name} among ${names(all).join(", ")}`);
  return post;
};

test("a run that has begun wants its tracker alone, with its head and state for machines", () => {
  expect(posts({})).toMatchObject([
    {
      name: "tracker",
      on: "issue",
      marker: "phasegate run=r1 tracker",
      facts: "head=base-commit-0000000 status=running",
    },
  ]);
});

describe("an artifact", () => {
  test("is one comment with its author, version, digest and text", () => {
    const [post] = posts({ versions: [version(1)] });
    expect(post).toEqual({
      name: "artifact/pm-spec",
      on: "issue",
      marker: "phasegate run=r1 artifact=pm-spec",
      facts: `version=1 sha256=${digest(1)}`,
      body: "## pm-spec\n\n_product-manager, version 1, sha256 1111111111111111_\n\nText 1.",
    });
  });

  test("of a phase that changes files is on the pull request, and stays where it was first", () => {
    const build = { name: "backend-implementation", phase: "implementation" } as const;
    const all = posts({ versions: [version(1), version(1, build), version(2, { phase: "quality" })] });
    expect(all.map(({ name, on }) => [name, on])).toEqual([
      ["artifact/pm-spec", "issue"],
      ["artifact/backend-implementation", "pull-request"],
      ["tracker", "issue"],
    ]);
  });

  test("has its earlier versions folded below it, newest first", () => {
    const { body, facts } = named(
      posts({ versions: [1, 2, 3].map((each) => version(each)) }),
      "artifact/pm-spec",
    );
    expect(facts).toBe(`version=3 sha256=${digest(3)}`);
    expect(body).toBe(
      [
        "## pm-spec",
        "_product-manager, version 3, sha256 3333333333333333_",
        "Text 3.",
        "<details><summary>Version 2, sha256 2222222222222222</summary>\n\nText 2.\n\n</details>",
        "<details><summary>Version 1, sha256 1111111111111111</summary>\n\nText 1.\n\n</details>",
      ].join("\n\n"),
    );
    expect(outbound(body)).toBe(body);
  });

  test("cannot swallow what stands behind it, nor can an earlier one leave its fold", () => {
    const versions = [
      version(1, { text: "a\n\n</details>\n\n~~~~\n<!-- phasegate -->" }),
      version(2, { text: "```ts\nopen" }),
      version(3, { text: "~~~\nopen too" }),
    ];
    const { body } = named(posts({ versions }), "artifact/pm-spec");
    expect(body).toContain("~~~\nopen too\n~~~\n\n<details>");
    expect(body).toContain("```ts\nopen\n```\n\n</details>");
    expect(body).toContain("~~~~~markdown\na\n\n</details>\n\n~~~~\n<!-- phasegate -->\n~~~~~\n\n</details>");
  });

  test("names the earlier versions that have no room, and where they are", () => {
    const big = (number: number): PostedVersion =>
      version(number, { text: `${"word ".repeat(200)}${number}` });
    const { body } = named(posts({ versions: [1, 2, 3, 4].map(big), maxBody: 4_200 }), "artifact/pm-spec");
    expect(body).toContain("<summary>Version 3, sha256 3333333333333333</summary>");
    expect(body).toMatch(
      /<\/details>\n\n_Version 2 \(sha256 2222222222222222\), version 1 \(sha256 1111111111111111\): in the forge's own history of edits of this comment\._$/,
    );
  });

  test("counts earlier versions where there is no room for a word on each", () => {
    const versions = [
      ...Array.from({ length: 60 }, (_, index) => version(index + 1)),
      version(61, { text: "w ".repeat(1_200) }),
    ];
    const { body } = named(posts({ versions, maxBody: 4_000 }), "artifact/pm-spec");
    expect(body.endsWith("_60 earlier versions: in the forge's own history of edits of this comment._")).toBe(
      true,
    );
  });
});

describe("an artifact that is too long for one comment", () => {
  const text = Array.from(
    { length: 30 },
    (_, index) => `## Head ${index}\n\n${"Some words. ".repeat(30)}\n\n`,
  ).join("");
  const maxBody = 5_000;
  const all = posts({ versions: [version(1), version(2, { text })], maxBody });
  const parts = all.filter(({ name }) => name.startsWith("artifact/"));

  test("is several, which name each other, and nothing is lost", () => {
    expect(names(parts)).toEqual([
      "artifact/pm-spec",
      "artifact/pm-spec/2",
      "artifact/pm-spec/3",
      "artifact/pm-spec/4",
    ]);
    expect(parts.map(({ marker }) => marker)).toEqual(
      ["", " part=2", " part=3", " part=4"].map((part) => `phasegate run=r1 artifact=pm-spec${part}`),
    );
    for (const { facts, body } of parts) {
      expect(facts).toBe(`version=2 sha256=${digest(2)} parts=4`);
      expect(outbound(body).length).toBeLessThanOrEqual(maxBody - 1_000);
    }
    expect(parts[1]?.body).toMatch(
      /^## pm-spec, part 2\n\n_.*_\n\n_Part 2 of 4; part 1, part 3, part 4\._\n\n## Head/,
    );
    const history = /\n\n<details>[^]*$/;
    const bare = parts.map(({ body }) => body.replace(history, "").replace(/^[^]*?_Part [^\n]*\n\n/, ""));
    expect(bare.join("") === text).toBe(true);
    expect(parts.at(-1)?.body).toContain("<summary>Version 1, sha256");
  });

  test("links its parts once they are there", () => {
    const events = [started, made("artifact/pm-spec"), made("artifact/pm-spec/2")];
    const linked = posts({ events, versions: [version(2, { text })], maxBody });
    expect(named(linked, "artifact/pm-spec").body).toContain(
      "_Part 1 of 4; [part 2](https://forge/4#artifact/pm-spec/2), part 3, part 4._",
    );
  });

  test("says in a part's comment that a later version does not need it", () => {
    const events = [
      started,
      made("artifact/pm-spec"),
      made("artifact/pm-spec/2"),
      made("artifact/pm-spec/3"),
    ];
    const shrunk = posts({ events, versions: [version(2, { text }), version(3)], maxBody });
    expect(named(shrunk, "artifact/pm-spec/3")).toEqual({
      name: "artifact/pm-spec/3",
      on: "issue",
      marker: "phasegate run=r1 artifact=pm-spec part=3",
      facts: `version=3 sha256=${digest(3)}`,
      body: "## pm-spec, part 3\n\n_Version 3 does not need this part; it is whole in [part 1](https://forge/4#artifact/pm-spec)._",
    });
  });

  test("hides a secret wherever a split would fall", () => {
    const secret = ["ghp", "w4Zk9QmT7rYb2NcXs8VdLf3GhJp6KaEuRt1B"].join("_");
    for (let at = 3_380; at < 3_480; at += 7) {
      const hostile = `${"x".repeat(at)} ${secret} ${"y".repeat(3_000)}`;
      const shown = posts({ versions: [version(1, { text: hostile })], maxBody })
        .map(({ body }) => body.replace(/^[^]*?_Part [^\n]*\n\n/, ""))
        .join("");
      expect(shown).not.toMatch(/w4Z|uRt1B|JpK/);
      expect(shown).toContain("[removed: github-token]");
    }
  });

  test("fits however much longer it gets when it is made harmless", () => {
    const swelling = "<script>@octocat</script>\n".repeat(400);
    for (const { body } of posts({ versions: [version(1, { text: swelling })], maxBody }))
      expect(outbound(body).length).toBeLessThanOrEqual(maxBody - 1_000);
  });
});

describe("a question", () => {
  const asked = walk(definitionOf(), { outcome: () => refused("no summary") }).events;
  const answered: RunEvent = {
    type: "question.answered",
    number: 1,
    choice: { move: "retry", guidance: "be brief" },
    by: "ann",
  };

  test("is a comment on the issue that says how to answer it, there and on the command line", () => {
    const post = named(posts({ events: asked }), "question/1");
    expect(post).toMatchObject({ on: "issue", marker: "phasegate run=r1 question=1", facts: "" });
    expect(post.body).toMatch(
      /To answer, whoever may push here writes `\/phasegate answer NUMBER text` in a new comment; or on the command line: `phasegate answer r1 NUMBER "TEXT"`\. The run waits, and costs nothing meanwhile\.$/,
    );
    expect(named(posts({ events: asked, people: false }), "question/1").body).toContain(
      '\nTo answer: `phasegate answer r1 NUMBER "TEXT"`.',
    );
  });

  test("has its answer below it, or that it is not asked any more", () => {
    expect(named(posts({ events: [...asked, answered] }), "question/1").body).toMatch(
      /\*\*Answered by ann:\*\* try again: be brief$/,
    );
    expect(named(posts({ events: [...asked, resumed] }), "question/1").body).toMatch(
      /it is not asked any more/,
    );
  });

  test("of a long story still says how to answer", () => {
    const told: RunEvent = {
      type: "question.asked",
      number: 1,
      subject: "s",
      phase: "quality",
      text: "A long story.\n".repeat(1_000),
      offers: [{ move: "retry" }],
    };
    const { body } = named(posts({ events: [started, told], maxBody: 4_000 }), "question/1");
    expect(body).toContain("\n(cut)\n~~~\n\n1. Try again.");
    expect(body).toContain("/phasegate answer NUMBER text");
    expect(body.length).toBeLessThan(3_000);
  });
});

describe("an approval", () => {
  const waits = walk(definition).events;
  const answer = (approved: boolean, reason: string): RunEvent => ({
    type: "approval.answered",
    phase: "planning",
    approved,
    by: "ann",
    reason,
  });
  const asked: RunEvent = { type: "approval.asked", phase: "planning", question: "Good?" };

  test("is a comment of its own, with what is to be read and how to decide", () => {
    const post = named(posts({ events: [...waits, made("artifact/test-plan")] }), "approval/planning/1");
    expect(post).toMatchObject({ on: "issue", marker: "phasegate run=r1 approval=planning.1", facts: "" });
    expect(post.body).toContain(
      "## Approval of planning\n\nGood?\n\nTo be read:\n\n- design-plan, version 1\n",
    );
    expect(post.body).toContain("\n- [test-plan, version 1](https://forge/4#artifact/test-plan)\n");
    expect(post.body).toContain("`/phasegate approve` or `/phasegate reject the reason`");
  });

  test("says what was decided, and is another one when it is asked again", () => {
    const all = posts({ events: [...waits, asked, answer(false, "too big"), asked, answer(true, "")] });
    expect(names(all)).toEqual(["approval/planning/1", "approval/planning/2", "tracker"]);
    expect(named(all, "approval/planning/1").body).toMatch(/\*\*Rejected by ann\*\*: too big$/);
    expect(named(all, "approval/planning/2").body).toMatch(
      /^## Approval of planning, asked again \(2\)[^]*\*\*Approved by ann\*\*\.$/,
    );
  });

  test("of a phase without artifacts has nothing to be read", () => {
    expect(named(posts({ events: [started, asked] }), "approval/planning/1").body).not.toContain(
      "To be read",
    );
  });
});

test("the tracker comes last, after artifacts, questions and approvals, and fits", () => {
  const turn = walk(definition).turns[0];
  if (!turn) throw new Error("a walk without a turn");
  const many = Array.from({ length: 200 }, (_, index) => ({ ...turn, step: `planning/role.${index}` }));
  const events = [
    ...walk(definition).events,
    ...many.flatMap((each) => [begun(each), ended(each, accepted("note"))]),
  ];
  const all = posts({ events, versions: [version(1)], maxBody: 6_000 });
  expect(names(all)).toEqual(["artifact/pm-spec", "approval/planning/1", "tracker"]);
  expect(outbound(named(all, "tracker").body).length).toBeLessThanOrEqual(5_000);
});
