/** Files of projects as they are before a change. */

export type Change = readonly [path: string, before: string | null, after: string | null];

export const manifest = (changes: Record<string, unknown> = {}): string =>
  `${JSON.stringify(
    {
      name: "shop",
      version: "1.0.0",
      scripts: { test: "vitest run", build: "tsc" },
      dependencies: { hono: "^4.0.0" },
      devDependencies: { vitest: "^3.0.0" },
      ...changes,
    },
    null,
    2,
  )}\n`;

export const sha = (letter: string): string => `sha512-${letter.repeat(86)}==`;

export const locked = (name: string, changes: Record<string, unknown> = {}) => ({
  [`node_modules/${name}`]: {
    version: "4.0.0",
    resolved: `https://registry.npmjs.org/${name}/-/${name.replace(/.*\//, "")}-4.0.0.tgz`,
    integrity: sha("a"),
    ...changes,
  },
});

export const lock = (...packages: Record<string, unknown>[]): string =>
  `${JSON.stringify({ lockfileVersion: 3, packages: Object.assign({ "": { name: "shop" } }, ...packages) }, null, 2)}\n`;

export const also = {
  "package.json": [manifest(), manifest({ dependencies: { hono: "^4.0.0", zod: "^4.0.0" } })],
} as const;

export const pyproject = `[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n[project]\nname = "shop"\ndependencies = ["fastapi>=0.100"]\n\n[tool.ruff]\nline-length = 100\n`;
export const cargo = `[package]\nname = "shop"\n\n[[bin]]\nname = "shop"\npath = "src/main.rs"\n\n[dependencies]\nserde = "1"\n`;
export const goMod = "module shop\n\ngo 1.22\n\nrequire (\n\tgithub.com/a/b v1.0.0\n)\n";
export const gemfile = 'source "https://rubygems.org"\n\ngem "rails", "~> 7.1"\n';
export const composer = '{\n  "require": {\n    "php": ">=8.2"\n  }\n}\n';
export const docker = "FROM node:22\nUSER node\nCMD node server.js\n";
export const yarnLock =
  'hono@^4.0.0:\n  version "4.0.0"\n  resolved "https://registry.yarnpkg.com/hono/-/hono-4.0.0.tgz#abc"\n';
export const cargoLock =
  '[[package]]\nname = "serde"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n';
