import { beforeAll, describe, expect, test } from "vitest";
import { definitionOf, evidence, started } from "../core/run.fixture.ts";
import type { KeyedEvent, RunEvent } from "../core/event.ts";
import { migrate } from "./schema.ts";
import { openStore } from "./sql-store.ts";
import type { ArtifactVersion, Database, Store } from "./store.ts";

const keyed = (key: string, event: RunEvent): KeyedEvent => ({ key, at: "2026-01-01T00:00:00.000Z", event });

const phase = (key: string): KeyedEvent => keyed(key, { type: "phase.started", phase: "planning" });

const ended = (key: string, status: "ready" | "stopped" = "stopped"): KeyedEvent =>
  keyed(key, { type: "run.ended", status, reason: "so it is" });

const resumed = (key: string): KeyedEvent => keyed(key, { type: "run.resumed", generation: 2 });

const artifact = (name: string, version: number, facts: Partial<ArtifactVersion> = {}): ArtifactVersion => ({
  name,
  version,
  step: "planning/architect",
  digest: "d",
  body: `${name} ${version}`,
  at: "2026-01-01T00:00:00.000Z",
  ...facts,
});

let count = 0;

/** Ids that no other test has. */
const freshId = (): string => `${String(++count).padStart(4, "0")}-run`;

/** What every database must do for the store. `open` gives an empty one, which is used by all tests. */
export function testStore(name: string, open: () => Promise<Database>, isThere = true): void {
  describe.runIf(isThere)(`the store on ${name}`, () => {
    let database: Database;
    let store: Store;

    beforeAll(async () => {
      database = await open();
      store = await openStore(database, "me");
    });

    const makeRun = async (id = freshId()): Promise<string> => {
      await store.create(definitionOf(undefined, { id }));
      return id;
    };

    const statusOf = async (run: string): Promise<string | undefined> =>
      (await database.query<{ status: string }>("select status from phasegate.runs where id = $1", [run]))[0]
        ?.status;

    test("a run is found with the definition that it was made from", async () => {
      const definition = definitionOf(undefined, {
        id: freshId(),
        feature: { title: "Größe 'quoted' \"double\" 日本 🎉", body: "\\ $1 %s\n\t{}", source: "s.md" },
      });
      await store.create(definition);
      expect(await store.find(definition.id)).toEqual({ definition, events: [], crashes: 0 });
    });

    test("making a run again changes nothing", async () => {
      const id = await makeRun();
      await store.create(definitionOf(undefined, { id, branch: "another" }));
      expect((await store.find(id))?.definition.branch).toBe("phasegate/archive-items");
    });

    test("a run is found by the beginning of its id, unless that fits several", async () => {
      await makeRun("find-abc-1");
      await makeRun("find-abc-2");
      await makeRun("find-abc");
      expect((await store.find("find-abc-1"))?.definition.id).toBe("find-abc-1");
      expect((await store.find("find-abc"))?.definition.id).toBe("find-abc");
      expect(await store.find("find-ab")).toBeNull();
      expect(await store.find("find-xyz")).toBeNull();
      for (const pattern of ["find_abc-1", "find-abc%", "' or true --"])
        expect(await store.find(pattern)).toBeNull();
      await makeRun("lone-run");
      expect((await store.find("lone"))?.definition.id).toBe("lone-run");
    });

    test("runs are listed newest first, those of one repository when that is asked for", async () => {
      const [one, two] = [freshId(), freshId()];
      await store.create(definitionOf(undefined, { id: one, repository: "/listed" }));
      await store.create(definitionOf(undefined, { id: two, repository: "/listed" }));
      const ids = (records: Awaited<ReturnType<Store["list"]>>) =>
        records.map(({ definition }) => definition.id);
      expect(ids(await store.list({ repository: "/listed" }))).toEqual([two, one]);
      expect(ids(await store.list({ repository: "/list" }))).toEqual([]);
      expect(ids(await store.list()).slice(0, 2)).toEqual([two, one]);
    });

    test("appending returns only the events that were not there yet", async () => {
      const run = await makeRun();
      expect(await store.append(run, [])).toEqual([]);
      expect(await store.append(run, [keyed("a", started), phase("b")])).toHaveLength(2);
      const added = await store.append(run, [phase("b"), phase("c"), keyed("a", started)]);
      expect(added.map(({ key }) => key)).toEqual(["c"]);
      expect(await store.append(run, [phase("c")])).toEqual([]);
      expect((await store.events(run)).map(({ key }) => key)).toEqual(["a", "b", "c"]);
    });

    test("an event that is written again keeps what it said the first time", async () => {
      const run = await makeRun();
      await store.append(run, [ended("end")]);
      await store.append(run, [ended("end", "ready")]);
      expect(await store.events(run)).toEqual([ended("end")]);
      expect(await statusOf(run)).toBe("stopped");
    });

    test("events stay in the order in which they came", async () => {
      const run = await makeRun();
      const keys = Array.from({ length: 120 }, (_, index) => `k${(index * 7) % 120}`);
      for (let at = 0; at < keys.length; at += 40)
        await store.append(run, keys.slice(at, at + 40).map(phase));
      expect((await store.events(run)).map(({ key }) => key)).toEqual(keys);
    });

    test("an event comes back exactly as it was written", async () => {
      const run = await makeRun();
      const reason = "Größe ' \" \\ \n\t 日本 🎉 $1 null {} []";
      const event = keyed("k", { type: "run.ended", status: "failed", reason });
      await store.append(run, [event]);
      expect(await store.events(run)).toEqual([event]);
    });

    test("of the same event written twice at once one is new", async () => {
      const run = await makeRun();
      const all = await Promise.all(Array.from({ length: 5 }, () => store.append(run, [phase("same")])));
      expect(all.flat()).toHaveLength(1);
    });

    test("an end and a return turn the run's status, and only when they are new", async () => {
      const run = await makeRun();
      expect(await statusOf(run)).toBe("running");
      await store.append(run, [phase("a")]);
      expect(await statusOf(run)).toBe("running");
      await store.append(run, [ended("end")]);
      expect(await statusOf(run)).toBe("stopped");
      await store.append(run, [resumed("back")]);
      expect(await statusOf(run)).toBe("running");
      await store.append(run, [ended("end")]);
      expect(await statusOf(run)).toBe("running");
    });

    test("when a run ends and returns in one writing, the last word counts", async () => {
      const [one, two] = [await makeRun(), await makeRun()];
      await store.append(one, [ended("1"), resumed("2")]);
      await store.append(two, [resumed("1"), ended("2", "ready")]);
      expect(await statusOf(one)).toBe("running");
      expect(await statusOf(two)).toBe("ready");
    });

    test("an end touches no other run", async () => {
      const [one, two] = [await makeRun(), await makeRun()];
      await store.append(one, [ended("end")]);
      expect(await statusOf(two)).toBe("running");
    });

    test("events of a run that does not exist are refused", async () => {
      await expect(store.append("nobody", [phase("a")])).rejects.toThrow(/foreign key/);
    });

    test("an artifact is kept by version, the first word counts", async () => {
      const run = await makeRun();
      await store.saveArtifact(run, artifact("system-plan", 1));
      await store.saveArtifact(run, artifact("design-plan", 1));
      await store.saveArtifact(run, artifact("system-plan", 2));
      await store.saveArtifact(run, artifact("system-plan", 1, { body: "another" }));
      expect(await store.artifacts(run)).toEqual([
        artifact("system-plan", 1),
        artifact("design-plan", 1),
        artifact("system-plan", 2),
      ]);
    });

    test("what a check found on a tree last is recalled, for its run, tree and name alone", async () => {
      const [run, other] = [await makeRun(), await makeRun()];
      const seen = evidence({ tree: "t1", exitCode: 3 });
      expect(await store.recorded(run, "t1")).not.toHaveProperty("app/test");
      await store.remember(run, "app/test", evidence({ tree: "t1", exitCode: 0 }));
      await store.remember(run, "app/test", seen);
      expect(await store.recorded(run, "t1")).toEqual({ "app/test": seen });
      expect(await store.recorded(run, "t2")).not.toHaveProperty("app/test");
      expect(await store.recorded(run, "t1")).not.toHaveProperty("app/lint");
      expect(await store.recorded(other, "t1")).not.toHaveProperty("app/test");
    });

    test("what a check's report says comes back as it was", async () => {
      const run = await makeRun();
      const counts = { passed: 1, failed: 1, skipped: 0, todo: 0, flaky: 0 };
      const tests = [{ file: "a.test.ts", passed: ["adds > \u{1F6D2} 'one'"], failed: ["__proto__"] }];
      const seen = evidence({
        tree: "t1",
        exitCode: 1,
        report: { kind: "tests", counts, tests, cut: false },
        lines: { digests: "abcdefgh", cut: false },
        flaky: ['"x" of a.test.ts'],
        again: true,
      });
      await store.remember(run, "app/test", seen);
      expect(await store.recorded(run, "t1")).toEqual({ "app/test": seen });
    });

    test("only the owner's own runs are running", async () => {
      const others = await openStore(database, "somebody else");
      const [mine, theirs, done] = [await makeRun(), freshId(), await makeRun()];
      await others.create(definitionOf(undefined, { id: theirs }));
      await store.append(done, [ended("end")]);
      const running = await store.running();
      expect(running).toContain(mine);
      expect(running).not.toContain(done);
      expect(running).not.toContain(theirs);
      expect(await others.running()).toEqual([theirs]);
    });

    test("returns of the engine are counted for the runs that they concern", async () => {
      const [one, two] = [await makeRun(), await makeRun()];
      await store.countCrash([]);
      await store.countCrash([one, two]);
      await store.countCrash([one]);
      expect((await store.find(one))?.crashes).toBe(2);
      expect((await store.find(two))?.crashes).toBe(1);
    });

    test("a run that is removed takes all that belongs to it along, and nothing else", async () => {
      const [run, other] = [await makeRun(), await makeRun()];
      for (const each of [run, other]) {
        await store.append(each, [phase("a")]);
        await store.saveArtifact(each, artifact("system-plan", 1));
        await store.remember(each, "app/test", evidence({ tree: "t" }));
      }
      await store.remove(run);
      await store.remove(run);
      expect(await store.find(run)).toBeNull();
      expect(await store.events(run)).toEqual([]);
      expect(await store.artifacts(run)).toEqual([]);
      expect(await store.recorded(run, "t")).not.toHaveProperty("app/test");
      expect(await store.events(other)).toHaveLength(1);
      expect(await store.recorded(other, "t")).toHaveProperty("app/test");
    });

    test("evidence and usage can be asked for in SQL", async () => {
      const run = await makeRun();
      const verdict = { gate: "checks", verdict: "passed" as const, reason: "fine", evidence: [evidence()] };
      const judged: RunEvent = { type: "gate.judged", phase: "quality", step: "s", attempt: 1, verdict };
      await store.append(run, [keyed("g", judged)]);
      const rows = await database.query("select * from phasegate.evidence where run = $1", [run]);
      expect(rows).toMatchObject([
        { gate: "checks", phase: "quality", step: "s", exit_code: 0, command: "npm test" },
      ]);
      expect(await database.query("select * from phasegate.usage where run = $1", [run])).toEqual([]);
    });

    test("the schema is brought up to date once, however often and at once it is asked for", async () => {
      const run = await makeRun();
      await migrate(database);
      await Promise.all(Array.from({ length: 4 }, () => migrate(database)));
      expect(await store.find(run)).not.toBeNull();
    });

    test("several processes that find an empty database at once all succeed", async () => {
      await database.query("drop schema phasegate cascade");
      await Promise.all(Array.from({ length: 6 }, () => openStore(database, "me")));
      expect(await store.list()).toEqual([]);
    });
  });
}
