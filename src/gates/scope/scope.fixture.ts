/** What a backend developer does to its tree: honest, or found by the rules named. */
export interface ScopeCase {
  name: string;
  deeds: readonly Deed[];
  expect: "honest" | readonly string[];
}

/** In the order of their doing. Paths are from the top of the tree. */
export type Deed =
  | { write: string; text?: string }
  | { move: string; to: string }
  | { remove: string }
  | { mode: string; bits: number }
  | { link: string; to: string }
  | { repository: string };

/** The repository that the deeds begin with. */
export const scopeProject: Readonly<Record<string, string>> = {
  "backend/app.js": "export const products = () => [];\n",
  "backend/lib/money.js": "export const money = 1;\n",
  "backend/test/app.test.js": "// a test\n",
  "backend/test/deep/more.test.js": "// more\n",
  "backend/package.json": "{}\n",
  "backend/Odd/a.js": "a\n",
  "backend/odd/b.js": "b\n",
  "frontend/page.js": "export const page = 1;\n",
  "frontend/test/page.test.js": "// a test\n",
  "contract/api.yaml": "openapi: 3.1.0\n",
  ".github/workflows/ci.yml": "on: push\n",
  "AGENTS.md": "# Agents\n",
  "README.md": "# Shop\n",
};

const offences: readonly (readonly [name: string, deeds: readonly Deed[], ...rules: string[]])[] = [
  ["a file of another part", [{ write: "frontend/page.js" }], "outside"],
  ["a new file beside the parts", [{ write: "extra.js" }], "outside"],
  ["a rename out of the part", [{ move: "backend/app.js", to: "frontend/app.js" }], "outside"],
  ["a rename into the part", [{ move: "frontend/page.js", to: "backend/page.js" }], "outside"],
  ["a rename of a test", [{ move: "backend/test/app.test.js", to: "backend/test/b.test.js" }], "outside"],
  ["a rename of a folder of tests", [{ move: "backend/test", to: "backend/checks" }], "outside", "outside"],
  ["a rename of protected ground", [{ move: "AGENTS.md", to: "backend/notes.md" }], "protected-path"],
  ["a rename to protected ground", [{ move: "backend/app.js", to: "backend/AGENTS.md" }], "protected-path"],
  ["a change of a mode alone", [{ mode: "frontend/page.js", bits: 0o755 }], "outside"],
  ["a change of a test's mode alone", [{ mode: "backend/test/app.test.js", bits: 0o755 }], "outside"],
  ["a change of CI", [{ write: ".github/workflows/ci.yml" }], "protected-path"],
  ["a new file of CI", [{ write: ".github/workflows/new.yml" }], "protected-path"],
  ["CI in large letters", [{ write: ".GITHUB/workflows/new.yml" }], "collision", "protected-path"],
  ["orders to agents in small letters", [{ write: "backend/agents.md" }], "protected-path"],
  ["orders to agents in wide letters", [{ write: "backend/\uFF21GENTS.md" }], "protected-path"],
  ["orders to agents with an unseen letter", [{ write: "backend/AG\u200BENTS.md" }], "protected-path"],
  ["orders to agents with a dot behind", [{ write: "backend/AGENTS.md." }], "protected-path"],
  ["protected ground that is removed", [{ remove: "contract/api.yaml" }], "protected-path"],
  ["a folder of settings of agents", [{ write: "backend/.claude/settings.json" }], "protected-path"],
  ["a hook of the team", [{ write: "backend/.husky/pre-commit" }], "protected-path"],
  ["an owner", [{ write: "backend/CODEOWNERS" }], "protected-path"],
  ["attributes of git", [{ write: "backend/.gitattributes" }], "protected-path"],
  ["a registry", [{ write: "backend/.npmrc" }], "protected-path"],
  ["a link out of the repository", [{ link: "backend/link", to: "/etc/passwd" }], "link"],
  ["a link above the repository", [{ link: "backend/link", to: "../../outside" }], "link"],
  ["a link into git's folder", [{ link: "backend/link", to: "../.git/hooks" }], "link"],
  ["a link in the place of settings of agents", [{ link: "backend/.claude", to: "lib" }], "protected-path"],
  ["a link in the place of a file", [{ link: "backend/CLAUDE.md", to: "lib/money.js" }], "protected-path"],
  [
    "a link in the place of hooks",
    [{ remove: ".github" }, { link: ".github", to: "backend" }],
    "protected-path",
    "protected-path",
  ],
  [
    "a link in the place of another part",
    [{ remove: "frontend" }, { link: "frontend", to: "backend" }],
    "outside",
    "outside",
    "outside",
  ],
  [
    "a link in the place of a test",
    [{ remove: "backend/test/app.test.js" }, { link: "backend/test/app.test.js", to: "../app.js" }],
    "outside",
  ],
  ["a file that differs in case", [{ write: "backend/App.js" }], "collision"],
  ["a test that differs in case", [{ write: "backend/test/App.test.js" }], "collision"],
  ["a folder that differs in case", [{ write: "backend/Lib/money.js" }], "collision"],
  [
    "two new files that differ in case",
    [{ write: "backend/new.js" }, { write: "backend/New.js" }],
    "collision",
  ],
  [
    "two forms of one accent",
    [{ write: "backend/caf\u00E9.js" }, { write: "backend/cafe\u0301.js" }],
    "collision",
  ],
  ["the part in large letters", [{ write: "Backend/new.js" }], "collision", "outside"],
  ["a git repository of its own", [{ repository: "backend/vendor" }], "submodule"],
  ["a name with a line end", [{ write: "backend/a\nb.js" }], "outside"],
  ["a name with an escape", [{ write: "backend/a\u001B[2Jb.js" }], "name"],
  ["a short name of git's folder", [{ write: "backend/g\u200Bit~1/config" }], "name"],
  ["a name that only looks like the part", [{ write: "backend /x.js" }], "collision", "outside"],
  ["a name with a line end that looks like the part", [{ write: "backend\n/x.js" }], "outside"],
];

const honest: readonly (readonly [name: string, deeds: readonly Deed[]])[] = [
  ["a change", [{ write: "backend/app.js" }]],
  ["a new file", [{ write: "backend/reviews.js" }]],
  ["a new file in new folders", [{ write: "backend/a/b/c/d.js" }]],
  ["a file that is removed", [{ remove: "backend/lib/money.js" }]],
  ["a rename in the part", [{ move: "backend/app.js", to: "backend/server.js" }]],
  ["a rename of a folder in the part", [{ move: "backend/lib", to: "backend/library" }]],
  ["a rename of case alone", [{ move: "backend/app.js", to: "backend/App.js" }]],
  ["a rename of a folder in case alone", [{ move: "backend/lib", to: "backend/Lib" }]],
  [
    "a split",
    [{ write: "backend/lib/a.js" }, { write: "backend/lib/b.js" }, { remove: "backend/lib/money.js" }],
  ],
  ["a script that may be run", [{ write: "backend/run.sh" }, { mode: "backend/run.sh", bits: 0o755 }]],
  ["a mode in the part", [{ mode: "backend/app.js", bits: 0o755 }]],
  ["a new test", [{ write: "backend/test/new.test.js" }]],
  ["a link in the part", [{ link: "backend/link", to: "lib/money.js" }]],
  ["a link to another part", [{ link: "backend/link", to: "../frontend/page.js" }]],
  ["a link to a folder", [{ link: "backend/folder", to: "lib" }]],
  ["a link to nothing", [{ link: "backend/later", to: "lib/not-yet.js" }]],
  ["a manifest", [{ write: "backend/package.json", text: '{ "version": "2.0.0" }\n' }]],
  ["a lock file", [{ write: "backend/package-lock.json", text: "{}\n" }]],
  ["a name with a dash in front", [{ write: "backend/-rf.js" }]],
  ["a name with blanks and quotes", [{ write: 'backend/it\'s "a" b.js' }]],
  ["a name of 255 bytes", [{ write: `backend/${"n".repeat(252)}.js` }]],
  ["a name in other letters", [{ write: "backend/größe-日本-🎉.js" }]],
  ["a name with brackets", [{ write: "backend/[id]/(group)/page.js" }]],
  ["a name with a backslash", [{ write: "backend/a\\b.js" }]],
  ["a hidden file", [{ write: "backend/.gitignore", text: "dist\n" }]],
  ["names that only resemble", [{ write: "backend/github/agents.js" }, { write: "backend/src/license.js" }]],
  ["a folder beside one that differs in case already", [{ write: "backend/odd/c.js" }]],
  ["words on git", [{ write: "backend/git/hooks.md" }, { write: "backend/.github-notes.md" }]],
  ["a file that becomes a folder", [{ remove: "backend/app.js" }, { write: "backend/app.js/index.js" }]],
  ["nothing that lasts", [{ write: "backend/app.js", text: "export const products = () => [];\n" }]],
];

export const scopeCases: readonly ScopeCase[] = [
  ...offences.map(([name, deeds, ...rules]) => ({ name, deeds, expect: rules })),
  ...honest.map(([name, deeds]) => ({ name, deeds, expect: "honest" as const })),
];
