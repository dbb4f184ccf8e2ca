import { expect, test } from "vitest";
import { RuntimeUnusable } from "../runtime.ts";
import { agentNamed } from "./agents/known.ts";
import { modeToSet } from "./opening.ts";

const modes = (currentModeId: string, ...others: string[]) => ({
  currentModeId,
  availableModes: [currentModeId, ...others].map((id) => ({ id, name: id })),
});

const generic = agentNamed("another");

test("the mode in which an agent asks is chosen", () => {
  expect(modeToSet(generic, modes("auto", "default", "bypassPermissions"))).toBe("default");
  expect(modeToSet(generic, modes("agent", "full-access", "read-only"))).toBe("read-only");
  expect(modeToSet(generic, modes("default", "auto"))).toBeNull();
});

test("a mode that nobody knows stays, unless it says that it asks nobody", () => {
  expect(modeToSet(generic, {})).toBeNull();
  expect(modeToSet(generic, modes("build", "plan"))).toBeNull();
  expect(() => modeToSet(generic, modes("acceptEdits", "yolo"))).toThrow(RuntimeUnusable);
});
