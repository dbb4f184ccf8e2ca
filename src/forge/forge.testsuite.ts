import { describe, expect, test } from "vitest";
import { UserError } from "../core/error.ts";
import type { Forge } from "./forge.ts";

/** What every forge is asked to do in the suite; a branch of these names may be needed there. */
export interface ForgeFixture {
  head: string;
  base: string;
}

export const fixture: ForgeFixture = { head: "phasegate/work", base: "main" };

const issue = { marker: "phasegate:run=r1:issue", title: "Reviews", body: "Customers review products." };

const request = {
  marker: "phasegate:run=r1:pr",
  title: "Reviews of products",
  body: "To come.",
  head: fixture.head,
  base: fixture.base,
};

/** What every forge does alike. `open` gives an empty forge, `posted` what it makes of a body. */
export function testForge(
  name: string,
  open: (fixture: ForgeFixture) => Promise<Forge>,
  posted: (body: string) => string = (body) => body,
): void {
  describe(`the ${name} forge`, () => {
    const withIssue = async () => {
      const forge = await open(fixture);
      return { forge, on: { issue: (await forge.ensureIssue(issue)).number } };
    };

    const withRequest = async () => {
      const { forge, on } = await withIssue();
      return { forge, on, made: await forge.ensurePullRequest({ ...request, issue: on.issue }) };
    };

    test("an issue that is ensured twice is one issue", async () => {
      const forge = await open(fixture);
      const first = await forge.ensureIssue(issue);
      expect(await forge.ensureIssue({ ...issue, title: "Another title" })).toEqual(first);
      expect(first.url).toMatch(/^(https?|file):\/\//);
      const other = await forge.ensureIssue({ ...issue, marker: "phasegate:run=r2:issue" });
      expect(other.number).not.toBe(first.number);
    });

    test("an issue that is ensured many times at once is one issue", async () => {
      const forge = await open(fixture);
      const all = await Promise.all(Array.from({ length: 8 }, () => forge.ensureIssue(issue)));
      expect(new Set(all.map(({ number }) => number)).size).toBe(1);
    });

    test("a marker that another one begins with is not mistaken for it", async () => {
      const forge = await open(fixture);
      const longer = await forge.ensureIssue({ ...issue, marker: `${issue.marker}:more` });
      expect((await forge.ensureIssue(issue)).number).not.toBe(longer.number);
    });

    test("a pull request begins as a draft and is made once", async () => {
      const { forge, on, made } = await withRequest();
      expect(made).toMatchObject({
        title: request.title,
        body: request.body,
        head: request.head,
        base: request.base,
        draft: forge.capabilities.draft,
        state: "open",
      });
      const again = await forge.ensurePullRequest({ ...request, title: "Other", issue: on.issue });
      expect(again).toEqual(made);
      expect(await forge.pullRequest(made.number)).toEqual(made);
    });

    test("issues and pull requests share their numbers", async () => {
      const { forge, on, made } = await withRequest();
      const third = await forge.ensureIssue({ ...issue, marker: "phasegate:run=r3:issue" });
      expect(new Set([on.issue, made.number, third.number]).size).toBe(3);
    });

    test("an issue and a pull request of the same marker are two things", async () => {
      const { forge, on } = await withIssue();
      const made = await forge.ensurePullRequest({ ...request, marker: issue.marker, issue: on.issue });
      expect(made.number).not.toBe(on.issue);
      expect(made.head).toBe(request.head);
    });

    test("a draft becomes ready; once more changes nothing", async () => {
      const { forge, made } = await withRequest();
      await forge.markReady(made.number);
      const ready = await forge.pullRequest(made.number);
      expect(ready).toEqual({ ...made, draft: false });
      await forge.markReady(made.number);
      expect(await forge.pullRequest(made.number)).toEqual(ready);
    });

    test("a pull request that is ensured again after it became ready stays ready", async () => {
      const { forge, on, made } = await withRequest();
      await forge.markReady(made.number);
      expect(await forge.ensurePullRequest({ ...request, issue: on.issue })).toMatchObject({ draft: false });
    });

    test("the body of a pull request can be replaced, and it is found by its marker afterwards", async () => {
      const { forge, on, made } = await withRequest();
      await forge.editPullRequest(made.number, "## Report\n\nDone.\n");
      await forge.editPullRequest(made.number, "## Report\n\nDone.\n");
      expect((await forge.pullRequest(made.number)).body.trim()).toBe("## Report\n\nDone.");
      expect((await forge.ensurePullRequest({ ...request, issue: on.issue })).number).toBe(made.number);
    });

    test("a comment is found by its marker, edited when its body differs and left alone when not", async () => {
      const { forge, on } = await withIssue();
      const first = await forge.ensureComment(on, { marker: "tracker", body: "Begun." });
      expect(await forge.ensureComment(on, { marker: "tracker", body: "Begun." })).toEqual(first);
      const edited = await forge.ensureComment(on, { marker: "tracker", body: "Done." });
      expect(edited).toEqual({ ...first, body: "Done." });
      expect(await forge.comments(on)).toEqual([edited]);
    });

    test("comments stay in the order in which they were made", async () => {
      const { forge, on } = await withIssue();
      for (const marker of ["a", "b", "c"]) await forge.ensureComment(on, { marker, body: `of ${marker}` });
      await forge.ensureComment(on, { marker: "a", body: "edited" });
      expect((await forge.comments(on)).map(({ body }) => body)).toEqual(["edited", "of b", "of c"]);
    });

    test("a pull request has comments of its own", async () => {
      const { forge, on, made } = await withRequest();
      await forge.ensureComment({ issue: made.number }, { marker: "a", body: "on the request" });
      await forge.ensureComment(on, { marker: "a", body: "on the issue" });
      expect((await forge.comments({ issue: made.number })).map(({ body }) => body)).toEqual([
        "on the request",
      ]);
      expect((await forge.comments(on)).map(({ body }) => body)).toEqual(["on the issue"]);
    });

    test("a body that holds another comment's marker is not taken for that comment", async () => {
      const { forge, on } = await withIssue();
      const body = "<!-- tracker -->\ntracker\n\n<!-- tracker -->\nI am the tracker.";
      const forged = await forge.ensureComment(on, { marker: "artifact", body });
      const real = await forge.ensureComment(on, { marker: "tracker", body: "The tracker." });
      expect(real.id).not.toBe(forged.id);
      expect((await forge.ensureComment(on, { marker: "tracker", body: "Edited." })).id).toBe(real.id);
      expect((await forge.comments(on)).map((comment) => comment.body)).toEqual([posted(body), "Edited."]);
    });

    test("F11: a comment that is ensured many times at once is one comment", async () => {
      const { forge, on } = await withIssue();
      const all = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          forge.ensureComment(on, { marker: "tracker", body: `version ${index}` }),
        ),
      );
      expect(new Set(all.map(({ id }) => id)).size).toBe(1);
      expect(await forge.comments(on)).toHaveLength(1);
    });

    test("F13: a long body with strange characters comes back as it was", async () => {
      const { forge, on } = await withIssue();
      const line = "größe 日本 🎉 <b>&amp;</b> `code` \\ --> <!-- -->\n";
      const body = line.repeat(200).trim();
      await forge.ensureComment(on, { marker: "long", body });
      expect((await forge.comments(on))[0]?.body).toBe(posted(body));
    });

    test("what is hidden behind a marker comes back, and is written when it alone differs", async () => {
      const { forge, on } = await withIssue();
      const first = await forge.ensureComment(on, { marker: "tracker", facts: "events=1", body: "Begun." });
      expect(first).toMatchObject({ marker: "tracker", facts: "events=1", body: "Begun." });
      const second = await forge.ensureComment(on, { marker: "tracker", facts: "events=2", body: "Begun." });
      expect(second).toEqual({ ...first, facts: "events=2" });
      expect(await forge.comments(on)).toEqual([second]);
      const bare = await forge.ensureComment(on, { marker: "tracker", body: "Begun." });
      expect(bare).toEqual({ ...first, facts: "" });
    });

    test("a comment is edited by its id, and one that is not there is not made", async () => {
      const { forge, on } = await withIssue();
      const made = await forge.ensureComment(on, { marker: "tracker", body: "Begun." });
      const edited = await forge.editComment(on, made.id, { marker: "tracker", facts: "a=1", body: "Done." });
      expect(edited).toEqual({ ...made, facts: "a=1", body: "Done." });
      expect(await forge.editComment(on, "4711", { marker: "other", body: "x" })).toBe(null);
      expect(await forge.comments(on)).toEqual([edited]);
    });

    test("an issue and a pull request stand as they were made", async () => {
      const { forge, on, made } = await withRequest();
      const untouched = { state: "open", locked: false, merged: false };
      expect(await forge.standing(on)).toEqual({ ...untouched, title: issue.title, body: issue.body });
      expect(await forge.standing({ issue: made.number })).toMatchObject({
        ...untouched,
        title: request.title,
      });
    });

    test("labels can be set and swapped again and again", async () => {
      const { forge, on } = await withIssue();
      for (const label of ["planning", "planning", "ready"])
        await forge.ensureLabel(on, "phasegate: ", `phasegate: ${label}`);
      expect(await forge.standing(on)).toMatchObject({ title: issue.title, body: issue.body });
    });

    test("what the run posted itself is nothing that others said", async () => {
      const { forge, on } = await withIssue();
      await forge.ensureComment(on, { marker: "tracker", body: "/phasegate approve" });
      expect(await forge.said(on, null)).toEqual([]);
    });

    test("a number that the forge does not know is a mistake of the person's", async () => {
      const { forge } = await withIssue();
      const attempts = [
        forge.pullRequest(4_711),
        forge.markReady(4_711),
        forge.editPullRequest(4_711, "x"),
        forge.comments({ issue: 4_711 }),
        forge.standing({ issue: 4_711 }),
        forge.ensureComment({ issue: 4_711 }, { marker: "a", body: "x" }),
      ];
      for (const attempt of await Promise.allSettled(attempts))
        expect(attempt).toMatchObject({ status: "rejected", reason: expect.any(UserError) as unknown });
    });

    test("an issue is no pull request", async () => {
      const { forge, on } = await withIssue();
      for (const attempt of [
        () => forge.pullRequest(on.issue),
        () => forge.markReady(on.issue),
        () => forge.editPullRequest(on.issue, "x"),
      ])
        await expect(attempt()).rejects.toThrow(UserError);
    });

    test("a call that fails does not hold up the next one", async () => {
      const { forge, on } = await withIssue();
      const failing = forge.markReady(4_711);
      const next = forge.ensureComment(on, { marker: "a", body: "x" });
      await expect(failing).rejects.toThrow(UserError);
      expect((await next).body).toBe("x");
    });
  });
}
