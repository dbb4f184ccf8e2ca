import { claudeRuntime } from "../../src/runtimes/claude/claude-runtime.ts";
import { testConversations, testRuntime } from "../../src/runtimes/runtime.testsuite.ts";
import { arrangeClaude } from "./arrange-claude.ts";

testRuntime(claudeRuntime, arrangeClaude);
testConversations(claudeRuntime, arrangeClaude);
