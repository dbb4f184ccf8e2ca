import type { PermissionProfile } from "./permission-profile.ts";

/** How the model is reached, other than by a login of codex. */
export interface Gateway {
  /** Base URL with the version, as `http://127.0.0.1:8000/v1`. */
  url: string;
  /** Name of the variable that holds the key; null: no key is sent. */
  keyVariable: string | null;
}

export interface ConfigFacts {
  /** The agent's tree, as the agent sees it. */
  tree: string;
  /** Null: by the login in codex's own folder. */
  gateway: Gateway | null;
  /** What codex's own sandbox holds; null: another one holds codex itself. */
  profile: PermissionProfile | null;
  /** Folders beside the tree that commands may write in codex's own sandbox. */
  scratch: readonly string[];
}

/** Names the provider and the profile that the file defines. */
const ours = "phasegate";

/** What makes codex do more than a role may, say more than it must, or be another in another place. */
const features = [
  "apps",
  "auth_elicitation",
  "goals",
  "hooks",
  "image_generation",
  "memories",
  "plugins",
  "remote_plugin",
  "plugin_sharing",
  "skill_search",
  "skill_mcp_dependency_install",
  "tool_suggest",
  "shell_snapshot",
  "browser_use",
  "browser_use_external",
  "in_app_browser",
  "in_app_chat",
  "computer_use",
  "sleep_tool",
  "guardian_approval",
  "workspace_dependencies",
  "tool_call_mcp_elicitation",
  "api_key_model_discovery",
  "daemon_auto_start",
  "network_proxy",
  "multi_agent_v2",
  "unbounded_connection_retries",
];

/** Text of the `config.toml` of one session. */
export function configText(facts: ConfigFacts): string {
  const { gateway, profile } = facts;
  return [
    table("", {
      ...(gateway ? { model_provider: ours } : {}),
      ...(profile ? { default_permissions: ours } : {}),
      check_for_update_on_startup: false,
      project_doc_max_bytes: 0,
      web_search: "disabled",
      allow_login_shell: false,
      include_permissions_instructions: false,
      include_apps_instructions: false,
      include_collaboration_mode_instructions: false,
      include_environment_context_time: false,
      suppress_unstable_features_warning: true,
      cli_auth_credentials_store: "file",
      mcp_oauth_credentials_store: "file",
    }),
    table("analytics", { enabled: false }),
    table("feedback", { enabled: false }),
    table("history", { persistence: "none" }),
    table("otel", { exporter: "none", trace_exporter: "none", metrics_exporter: "none" }),
    table("skills", { include_instructions: false }),
    table("skills.bundled", { enabled: false }),
    table("orchestrator.skills", { enabled: false }),
    table("agents", { enabled: false }),
    table("shell_environment_policy", {
      inherit: "all",
      ignore_default_excludes: false,
      exclude: ["OPENAI_*", "CODEX_*"],
    }),
    table(`projects.${quoted(facts.tree)}`, { trust_level: "untrusted" }),
    table("features", Object.fromEntries(features.map((name) => [name, false]))),
    gateway ? gatewayTable(gateway) : "",
    profile ? profileTables(profile, facts.scratch) : "",
  ]
    .filter((text) => text !== "")
    .join("\n");
}

const gatewayTable = ({ url, keyVariable }: Gateway): string =>
  table(`model_providers.${ours}`, {
    name: ours,
    base_url: url,
    wire_api: "responses",
    ...(keyVariable === null ? {} : { env_key: keyVariable }),
    request_max_retries: 4,
    stream_max_retries: 5,
  });

function profileTables({ paths }: PermissionProfile, scratch: readonly string[]): string {
  const name = `permissions.${ours}`;
  const beside = Object.fromEntries(scratch.map((folder) => [folder, "write"]));
  return [
    table(name, { extends: ":read-only" }),
    table(`${name}.filesystem`, beside),
    table(`${name}.filesystem.":workspace_roots"`, Object.fromEntries(paths)),
  ].join("\n");
}

type Value = string | number | boolean | readonly string[];

function table(name: string, values: Readonly<Record<string, Value>>): string {
  const lines = Object.entries(values).map(([key, value]) => `${keyOf(key)} = ${valueOf(value)}`);
  return [...(name === "" ? [] : [`[${name}]`]), ...lines, ""].join("\n");
}

const keyOf = (key: string): string => (/^[\w-]+$/.test(key) ? key : quoted(key));

const valueOf = (value: Value): string => {
  if (typeof value === "string") return quoted(value);
  return typeof value === "object" ? `[${value.map(quoted).join(", ")}]` : String(value);
};

/** A TOML basic string: the same escapes as in JSON, and DEL. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll("\u007F", "\\u007F");
