import {
  also,
  cargo,
  cargoLock,
  type Change,
  composer,
  docker,
  gemfile,
  goMod,
  lock,
  locked,
  manifest,
  pyproject,
  sha,
  yarnLock,
} from "./files.fixture.ts";
import type { ProtectedCase } from "./protected.fixture.ts";

/** Ordinary work on files that could be misused. */
export const honest: readonly (readonly [name: string, change: Change])[] = [
  ["a dependency is added", ["package.json", ...also["package.json"]]],
  [
    "a dependency of development is added",
    ["package.json", manifest(), manifest({ devDependencies: { vitest: "^3.0.0", "@types/node": "22.x" } })],
  ],
  ["a dependency is updated", ["package.json", manifest(), manifest({ dependencies: { hono: "~4.6.3" } })]],
  ["a dependency is removed", ["package.json", manifest(), manifest({ dependencies: {} })]],
  [
    "dependencies of peers",
    ["package.json", manifest(), manifest({ peerDependencies: { react: ">=18 <20", vue: "^2 || ^3" } })],
  ],
  [
    "dependencies by tag and by anything",
    [
      "package.json",
      manifest(),
      manifest({
        dependencies: { hono: "latest", zod: "*", a: "1.0.0-beta.1", b: "1.x || >=2.5.0 || 5.0.0 - 7.2.3" },
      }),
    ],
  ],
  [
    "a dependency of the workspace",
    ["package.json", manifest(), manifest({ dependencies: { hono: "^4.0.0", "@shop/ui": "workspace:^" } })],
  ],
  [
    "a dependency of a catalogue",
    ["package.json", manifest(), manifest({ dependencies: { hono: "catalog:" } })],
  ],
  [
    "an override by version",
    ["package.json", manifest(), manifest({ overrides: { ws: "8.18.0", a: { b: "^2" } } })],
  ],
  ["a version", ["package.json", manifest(), manifest({ version: "1.1.0" })]],
  [
    "words on the package",
    ["package.json", manifest(), manifest({ description: "A shop", keywords: ["shop"], author: "me" })],
  ],
  [
    "what the package exports",
    [
      "package.json",
      manifest(),
      manifest({ exports: { ".": "./a.js" }, main: "a.js", bin: { shop: "cli.js" } }),
    ],
  ],
  ["the engines", ["package.json", manifest(), manifest({ engines: { node: ">=22" } })]],
  ["another layout", ["package.json", manifest(), JSON.stringify(JSON.parse(manifest()))]],
  [
    "another order",
    [
      "package.json",
      manifest(),
      manifest({ dependencies: { hono: "^4.0.0" }, scripts: { build: "tsc", test: "vitest run" } }),
    ],
  ],
  [
    "a source that was there",
    [
      "package.json",
      manifest({ dependencies: { a: "github:a/a" } }),
      manifest({ dependencies: { a: "github:a/a", b: "1" } }),
    ],
  ],
  ["a new package", ["lib/package.json", null, manifest({ name: "lib", private: true })]],
  [
    "a dependency of Python",
    [
      "pyproject.toml",
      pyproject,
      pyproject.replace(
        '["fastapi>=0.100"]',
        '["fastapi>=0.100", "httpx[http2]~=0.27; python_version > \'3.9\'"]',
      ),
    ],
  ],
  [
    "words on a project of Python",
    [
      "pyproject.toml",
      pyproject,
      pyproject.replace('name = "shop"', 'name = "shop"\ndescription = "A shop"\nversion = "2.0"'),
    ],
  ],
  [
    "addresses of a project of Python",
    ["pyproject.toml", pyproject, `${pyproject}\n[project.urls]\nHomepage = "https://shop.io"\n`],
  ],
  [
    "a requirement",
    [
      "requirements.txt",
      "fastapi==0.1\n",
      "fastapi==0.2 \\\n    --hash=sha256:aa\nhttpx>=0.27 # for tests\n",
    ],
  ],
  [
    "a module of Go",
    ["go.mod", goMod, goMod.replace("v1.0.0\n", "v1.1.0\n\tgithub.com/c/d v0.1.0 // indirect\n")],
  ],
  ["a crate", ["Cargo.toml", cargo, `${cargo}tokio = { version = "1", features = ["full"] }\n`]],
  [
    "another program of a crate",
    ["Cargo.toml", cargo, `${cargo}\n[[example]]\nname = "a"\npath = "examples/a.rs"\n`],
  ],
  [
    "a gem",
    ["Gemfile", gemfile, `${gemfile}\ngroup :test do\n  gem "rspec", "~> 3.13", require: false\nend\n`],
  ],
  [
    "a package of composer",
    ["composer.json", composer, composer.replace('">=8.2"', '">=8.2",\n    "monolog/monolog": "^3.0"')],
  ],
  ["settings of one's own", [".env", "PORT=3000\n", "PORT=4000\nVITE_API_BASE_URL=/api\nLOG_LEVEL=debug\n"]],
  ["settings by example", [".env.example", "PORT=3000\n", "PORT=3000\nREVIEWS_PER_PAGE=10\nDATABASE_URL=\n"]],
  ["a setting that was there", [".env", "HTTPS_PROXY=http://p\n", "HTTPS_PROXY=http://p\nPORT=1\n"]],
  [
    "an image",
    ["Dockerfile", docker, docker.replace("node:22", "node:24").replace("CMD node", "EXPOSE 3000\nCMD node")],
  ],
  ["an image of a user", ["Dockerfile", "FROM node:22\n", "FROM node:22\nUSER 1000\n"]],
  ["services", ["compose.yaml", "services:\n", "services:\n  db:\n    image: postgres:17\n    user: shop\n"]],
  [
    "a description of an API",
    ["openapi.json", "{}\n", '{ "openapi": "3.1.0", "servers": [{ "url": "https://shop.io" }] }\n'],
  ],
  ["translations", ["locales/de.yaml", "a: b\n", "a: b\nproxy: Stellvertreter\n"]],
  [
    "words on proxies",
    ["docs/proxy.md", null, "Set HTTPS_PROXY=http://proxy:8080 and NODE_OPTIONS=--inspect.\n"],
  ],
  ["code about licences", ["src/license.ts", null, "export const license = 'MIT';\n"]],
  ["code about agents and owners", ["src/owners/agents.ts", null, "export const owners = [];\n"]],
  ["words on security", ["docs/security-model.md", null, "# Security\n"]],
  ["what git ignores", [".gitignore", "dist\n", "dist\ncoverage\n"]],
  ["code", ["src/app.ts", "a\n", "b\n"]],
  ["a migration", ["migrations/001.sql", null, "create table reviews (id int);\n"]],
  ["a test", ["test/a.test.ts", null, "test('a', () => {});\n"]],
  ["an ordinary script", ["scripts/seed.js", null, "console.log(1);\n"]],
];

export const honestLocks: readonly ProtectedCase[] = [
  {
    name: "a lock file with its manifest",
    path: "package-lock.json",
    before: lock(locked("hono")),
    after: lock(locked("hono"), locked("zod"), locked("@hono/node-server")),
    also,
    expect: "honest",
  },
  {
    name: "a lock file with a package that another one calls by a name of its own",
    path: "package-lock.json",
    before: lock(locked("hono")),
    after: lock(
      locked("hono", { dependencies: { "width-cjs": "npm:width@^4.0.0" }, version: "4.0.1" }),
      locked("width-cjs", { name: "width", resolved: "https://registry.npmjs.org/width/-/width-4.0.0.tgz" }),
    ),
    also,
    expect: "honest",
  },
  {
    name: "a lock file with a manifest of a workspace",
    path: "package-lock.json",
    before: lock(locked("hono")),
    after: lock(
      locked("hono", {
        version: "4.1.0",
        resolved: "https://registry.npmjs.org/hono/-/hono-4.1.0.tgz",
        integrity: sha("c"),
      }),
    ),
    also: { "packages/api/package.json": also["package.json"] },
    expect: "honest",
  },
  {
    name: "a lock file of a registry of one's own",
    path: "package-lock.json",
    before: lock(locked("hono", { resolved: "https://npm.shop.io/hono/-/hono-4.0.0.tgz" })),
    after: lock(
      locked("hono", { resolved: "https://npm.shop.io/hono/-/hono-4.0.0.tgz" }),
      locked("zod", { resolved: "https://npm.shop.io/zod/-/zod-4.0.0.tgz" }),
    ),
    also,
    expect: "honest",
  },
  {
    name: "a lock file that is new",
    path: "package-lock.json",
    before: null,
    after: lock(locked("hono"), { "node_modules/lib": { resolved: "lib", link: true } }),
    also,
    expect: "honest",
  },
  {
    name: "a lock file of yarn",
    path: "yarn.lock",
    before: yarnLock,
    after: `${yarnLock}${yarnLock.replaceAll("hono", "zod")}`,
    also,
    expect: "honest",
  },
  {
    name: "a lock file of cargo",
    path: "Cargo.lock",
    before: cargoLock,
    after: `${cargoLock}${cargoLock.replace("serde", "tokio")}`,
    also: { "Cargo.toml": [cargo, `${cargo}tokio = "1"\n`] },
    expect: "honest",
  },
  {
    name: "sums of Go",
    path: "go.sum",
    before: "a v1 h1:x=\n",
    after: "a v1 h1:x=\nb v1 h1:y=\n",
    also: { "go.mod": [goMod, goMod.replace("v1.0.0", "v1.1.0")] },
    expect: "honest",
  },
  {
    name: "a lock file of uv",
    path: "uv.lock",
    before: "version = 1\n",
    after:
      'version = 1\n\n[[package]]\nname = "httpx"\nsource = { registry = "https://pypi.org/simple" }\nsdist = { url = "https://files.pythonhosted.org/a.tar.gz", hash = "sha256:aa" }\n',
    also: {
      "pyproject.toml": [pyproject, pyproject.replace('"fastapi>=0.100"', '"fastapi>=0.100", "httpx"')],
    },
    expect: "honest",
  },
];
