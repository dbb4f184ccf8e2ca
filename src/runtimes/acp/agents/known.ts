import type { AcpAgent } from "../agent.ts";
import { gemini } from "./gemini.ts";
import { generic } from "./generic.ts";

const known: Readonly<Record<string, AcpAgent>> = { gemini };

/** What is known of an agent; an unknown one is started as the user names it. */
export const agentNamed = (name = ""): AcpAgent =>
  (Object.hasOwn(known, name) ? known[name] : undefined) ?? generic;
