import type * as sdk from "@anthropic-ai/claude-agent-sdk";
import { RuntimeUnusable } from "../runtime.ts";
import { howToInstallSdk } from "./defaults.ts";

export type Sdk = typeof sdk;

/** The SDK is the user's own to install, so it may be missing. */
export async function loadSdk(): Promise<Sdk> {
  try {
    return await import("@anthropic-ai/claude-agent-sdk");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RuntimeUnusable(`the Claude Agent SDK cannot be loaded (${why}); ${howToInstallSdk}`, {
      cause: error,
    });
  }
}
