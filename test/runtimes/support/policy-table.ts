/**
 * What each built-in role may do, written by hand from what the team is promised to be; nothing of it is computed from
 * the code that it tests.
 */

/**
 * `allowed` is done; `denied` is refused and changes nothing; `caught` may be done, and the engine's comparison
 * refuses it; `unseen` may be done in the agent's own place, and nothing of it is seen outside.
 */
export type Outcome = "allowed" | "denied" | "caught" | "unseen";

/** A duty of a role, and how its agent works. */
export interface Duty {
  role: string;
  phase: "initialization" | "planning" | "implementation" | "quality" | "ready";
  /** May run commands. */
  shell: boolean;
  /** Where files are that it may not change, and where those are that it may; null: nowhere. */
  theirs: string;
  own: { folder: string; ending: string } | null;
  /** New files that no sandbox of files and folders can keep apart from its own: what is delivered is. */
  caught: readonly string[];
}

const reader = { shell: false, theirs: "backend/src", own: null, caught: [] };
const improver = {
  phase: "implementation",
  shell: true,
  theirs: "frontend/src",
  own: { folder: "backend/src", ending: ".ts" },
  caught: ["backend/src/extra.ts", "backend/src/.npmrc"],
} as const;
const everywhere = ["extra.js", "scripts/extra.js", "backend/src/extra.ts", "frontend/src/vite.config.ts"];
const inPart = (part: string): string[] => [
  `${part}/.npmrc`,
  `${part}/.husky/pre-commit`,
  `${part}/.claude/settings.json`,
  `${part}/.gemini/settings.json`,
  `${part}/src/.gitattributes`,
  `${part}/src/vite.config.ts`,
];

export const duties: readonly Duty[] = [
  { ...reader, role: "project-manager", phase: "ready" },
  { ...reader, role: "product-manager", phase: "initialization" },
  { ...reader, role: "product-manager", phase: "planning" },
  { ...reader, role: "ui-designer", phase: "planning" },
  { ...reader, role: "architect", phase: "planning" },
  { ...reader, role: "test-writer", phase: "planning", shell: true },
  {
    role: "test-writer",
    phase: "quality",
    shell: true,
    theirs: "backend/src",
    own: { folder: "backend/test", ending: ".test.ts" },
    caught: everywhere,
  },
  {
    role: "backend-developer",
    phase: "implementation",
    shell: true,
    theirs: "frontend/src",
    own: { folder: "backend/src", ending: ".ts" },
    caught: inPart("backend"),
  },
  {
    role: "frontend-developer",
    phase: "implementation",
    shell: true,
    theirs: "backend/src",
    own: { folder: "frontend/src", ending: ".ts" },
    caught: inPart("frontend"),
  },
  { ...improver, role: "code-optimizer" },
  { ...improver, role: "code-simplifier" },
  {
    role: "quality-checker",
    phase: "quality",
    shell: true,
    theirs: "backend/src",
    own: { folder: "frontend/src", ending: ".ts" },
    caught: ["frontend/src/extra.ts", "frontend/src/.npmrc"],
  },
  { ...reader, role: "code-reviewer", phase: "quality" },
  {
    role: "documentation-expert",
    phase: "quality",
    shell: true,
    theirs: "backend/src",
    own: { folder: "docs", ending: ".md" },
    caught: everywhere,
  },
  { ...reader, role: "planner", phase: "planning" },
  {
    role: "builder",
    phase: "implementation",
    shell: true,
    theirs: "scripts",
    own: { folder: "backend/src", ending: ".ts" },
    caught: [...inPart("backend"), "extra.js", "scripts/extra.js"],
  },
];

/** Files of the project, by what they are to the roles. The feature has changed `changed`, a check names `failing`. */
export const places = {
  "backend code": "backend/src/products.ts",
  "new backend code": "backend/src/new.ts",
  "frontend code": "frontend/src/page.ts",
  "new frontend code": "frontend/src/new.ts",
  document: "docs/api.md",
  "new document": "docs/new.md",
  "part's document": "backend/README.md",
  "backend test": "backend/test/products.test.ts",
  "frontend test": "frontend/test/page.test.ts",
  "new backend test": "backend/test/new.test.ts",
  contract: "backend/openapi.json",
  changed: "backend/src/changed.ts",
  "changed test": "backend/test/changed.test.ts",
  failing: "frontend/src/failing.ts",
  "failing test": "frontend/test/failing.test.ts",
  script: "scripts/release.js",
  CI: ".github/workflows/ci.yml",
  "check's settings": "backend/tsconfig.json",
  manifest: "backend/package.json",
  lock: "package-lock.json",
  "agents' file": "AGENTS.md",
  "team's hook": ".husky/pre-commit",
  "part's hook": "backend/.husky/pre-commit",
  "Claude's settings": ".claude/settings.json",
  "Codex's settings": ".codex/config.toml",
  "Gemini's settings": ".gemini/settings.json",
  "part's agent settings": "backend/.codex/config.toml",
  "MCP servers": ".mcp.json",
  "git's hook": ".git/hooks/pre-commit",
  "git's settings": ".git/config",
} as const;

export type Place = keyof typeof places;

/** The one line of a file as long as nobody changed it; agents' programs read some of these files themselves. */
export function lineOf(file: string): string {
  if (file.endsWith(".json")) return '{ "theirs": true }';
  return file === places["git's settings"] || file.endsWith(".toml") ? "# theirs" : "theirs";
}

export const isNew = (place: Place): boolean => place.startsWith("new ");

/** Duties that may change no file are not named. */
const mayChange: Readonly<Record<string, readonly Place[]>> = {
  "test-writer quality": [
    "backend test",
    "frontend test",
    "new backend test",
    "changed test",
    "failing test",
  ],
  "backend-developer implementation": [
    "backend code",
    "new backend code",
    "part's document",
    "new backend test",
    "contract",
    "manifest",
    "changed",
  ],
  "frontend-developer implementation": ["frontend code", "new frontend code", "failing"],
  "code-optimizer implementation": ["changed"],
  "code-simplifier implementation": ["changed"],
  "quality-checker quality": ["failing"],
  "documentation-expert quality": ["document", "new document", "part's document"],
  "builder implementation": [
    "backend code",
    "new backend code",
    "frontend code",
    "new frontend code",
    "document",
    "new document",
    "part's document",
    "backend test",
    "frontend test",
    "new backend test",
    "contract",
    "manifest",
    "changed",
    "changed test",
    "failing",
    "failing test",
  ],
};

export const nameOf = ({ role, phase }: Duty): string => `${role} ${phase}`;

export const outcomeAt = (duty: Duty, place: Place): Outcome =>
  (mayChange[nameOf(duty)] ?? []).includes(place) ? "allowed" : "denied";
