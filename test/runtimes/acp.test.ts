import { describe } from "vitest";
import { acpRuntime } from "../../src/runtimes/acp/acp-runtime.ts";
import { testConversations, testRuntime } from "../../src/runtimes/runtime.testsuite.ts";
import { arrangeGemini, runtimesFolder } from "./arrange-acp.ts";

describe.skipIf(!runtimesFolder)("with Gemini CLI", () => {
  testRuntime(acpRuntime, arrangeGemini);
  testConversations(acpRuntime, arrangeGemini);
});
