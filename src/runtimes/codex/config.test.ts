import { expect, test } from "vitest";
import { configText } from "./config.ts";

const tree = '/tmp/a "tree"';

test("codex does nothing of its own accord, and takes no orders from the repository", () => {
  const text = configText({ tree, gateway: null, profile: null, scratch: [] });
  expect(text).toContain("check_for_update_on_startup = false");
  expect(text).toContain("project_doc_max_bytes = 0");
  expect(text).toContain('web_search = "disabled"');
  expect(text).toContain("[analytics]\nenabled = false");
  expect(text).toContain("[agents]\nenabled = false");
  expect(text).toContain("hooks = false");
  expect(text).toContain('[projects."/tmp/a \\"tree\\""]\ntrust_level = "untrusted"');
  expect(text).not.toContain("model_provider");
  expect(text).not.toContain("default_permissions");
});

test("a gateway is named with the variable of its key, and never with the key", () => {
  const gateway = { url: "http://127.0.0.1:8000/v1", keyVariable: "OPENAI_API_KEY" };
  const text = configText({ tree, gateway, profile: null, scratch: [] });
  expect(text).toMatch(/^model_provider = "phasegate"/);
  expect(text).toContain(
    'base_url = "http://127.0.0.1:8000/v1"\nwire_api = "responses"\nenv_key = "OPENAI_API_KEY"',
  );
});

test("what codex's own sandbox holds is written as a permission profile", () => {
  const paths = new Map([
    [".", "read"],
    ["src", "write"],
    ["src/package-lock.json", "read"],
  ] as const);
  const text = configText({ tree, gateway: null, profile: { paths, create: [] }, scratch: ["/s/tmp"] });
  expect(text).toContain('default_permissions = "phasegate"');
  expect(text).toContain('[permissions.phasegate]\nextends = ":read-only"');
  expect(text).toContain('[permissions.phasegate.filesystem]\n"/s/tmp" = "write"');
  expect(text).toContain(
    '[permissions.phasegate.filesystem.":workspace_roots"]\n"." = "read"\nsrc = "write"\n"src/package-lock.json" = "read"',
  );
});
