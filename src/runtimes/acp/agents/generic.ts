import type { AcpAgent } from "../agent.ts";

/** The agent chooses its model. */
const itself = { model: undefined };

/** Any agent that speaks ACP, started as the user names it. */
export const generic: AcpAgent = {
  name: "generic",
  command: [],
  versions: null,
  defaults: {
    models: { reasoning: itself, coding: itself, coordination: itself },
    variables: [],
    hosts: [],
  },
  keyVariables: [],
  loginFiles: [],
  argumentsOf: () => [],
  environmentOf: ({ place }) => ({
    XDG_CONFIG_HOME: `${place.config}/config`,
    XDG_DATA_HOME: `${place.config}/data`,
    XDG_STATE_HOME: `${place.config}/state`,
    XDG_CACHE_HOME: `${place.config}/cache`,
    DO_NOT_TRACK: "1",
  }),
  filesOf: () => ({}),
  keeps: null,
  askingModes: ["default", "ask", "manual", "read-only"],
  isModelNamed: false,
  isSystemGiven: false,
  forgetsUnanswered: false,
  ledger: null,
  howToInstall: "name its program and arguments as the runtime's command in the settings",
  howToLogIn: "log in with the agent's own program, or name the variable of its key in the settings",
};
