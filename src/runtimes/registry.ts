import type { Runtime } from "./runtime.ts";

/** Each is loaded only by the host that needs it. */
const runtimes: Readonly<Record<string, () => Promise<Runtime>>> = {
  acp: async () => (await import("./acp/acp-runtime.ts")).acpRuntime,
  claude: async () => (await import("./claude/claude-runtime.ts")).claudeRuntime,
  codex: async () => (await import("./codex/codex-runtime.ts")).codexRuntime,
  scripted: async () => (await import("./scripted/scripted-runtime.ts")).scriptedRuntime,
};

export async function runtimeNamed(name: string): Promise<Runtime> {
  const load = Object.hasOwn(runtimes, name) ? runtimes[name] : undefined;
  if (!load) throw new Error(`there is no runtime ${name}`);
  return load();
}
