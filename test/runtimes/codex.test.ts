import { codexRuntime } from "../../src/runtimes/codex/codex-runtime.ts";
import { testConversations, testRuntime } from "../../src/runtimes/runtime.testsuite.ts";
import { arrangeCodex } from "./arrange-codex.ts";

testRuntime(codexRuntime, arrangeCodex);
testConversations(codexRuntime, arrangeCodex);
