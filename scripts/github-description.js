// Make test/github/description.json from GitHub's official OpenAPI description: only the operations that Phasegate and
// the people in its tests use, with the schemas they need, as JSON Schema (OpenAPI's `nullable` written out).
//
//   node scripts/github-description.js [FOLDER OF AN UNPACKED @octokit/openapi] [--to FILE]
//
// Without a folder it installs the pinned version (385 MB) into a temporary folder and removes it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const version = "23.0.2";
const wanted = new Set(
  `apps/create-installation-access-token apps/get-authenticated apps/get-repo-installation
  checks/create checks/list-for-ref checks/update
  git/create-ref git/delete-ref git/get-ref git/list-matching-refs
  issues/add-labels issues/create issues/create-comment issues/create-label issues/delete-comment issues/get
  issues/get-comment issues/get-label issues/list-comments issues/list-comments-for-repo issues/list-for-repo
  issues/list-labels-for-repo issues/list-labels-on-issue issues/lock issues/remove-label issues/set-labels
  issues/unlock issues/update issues/update-comment
  pulls/create pulls/get pulls/list pulls/merge pulls/update
  rate-limit/get
  reactions/create-for-issue-comment reactions/delete-for-issue-comment reactions/list-for-issue-comment
  repos/create-commit-status repos/create-fork repos/get repos/get-branch repos/get-collaborator-permission-level
  repos/get-combined-status-for-ref repos/list-branches repos/list-forks
  users/get-authenticated`.split(/\s+/),
);

const said = new Set([
  "description", "example", "examples", "title", "externalDocs", "deprecated", "default", "discriminator", "readOnly",
  "writeOnly", "xml",
]); // prettier-ignore

/** Words of JSON Schema are dropped only where a schema is expected: a property may be called "title". */
function asSchema(schema) {
  if (Array.isArray(schema)) return schema.map(asSchema);
  if (typeof schema !== "object" || schema === null) return schema;
  if (schema.$ref) return { $ref: `github#/schemas/${nameOf(schema.$ref)}` };
  const plain = {};
  for (const [word, value] of Object.entries(schema))
    if (!said.has(word) && !word.startsWith("x-") && word !== "nullable") plain[word] = valueOf(word, value);
  return schema.nullable ? orNull(plain) : plain;
}

function valueOf(word, value) {
  if (word === "properties")
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, asSchema(schema)]));
  return ["items", "allOf", "anyOf", "oneOf", "not", "additionalProperties"].includes(word)
    ? asSchema(value)
    : value;
}

function orNull(schema) {
  if (!schema.type) return { anyOf: [schema, { type: "null" }] };
  const { enum: values } = schema;
  return { ...schema, type: [schema.type, "null"], ...(values && { enum: [...new Set([...values, null])] }) };
}

const nameOf = (reference) => reference.split("/").at(-1);

function resolved(thing, description) {
  if (!thing?.$ref) return thing;
  return thing.$ref
    .split("/")
    .slice(1)
    .reduce((inside, step) => inside[step], description);
}

const contentOf = (thing) => {
  const schema = thing?.content?.["application/json"]?.schema;
  return schema ? asSchema(schema) : null;
};

function operationOf([route, method, operation, shared], description) {
  const parameters = [...shared, ...(operation.parameters ?? [])].map((one) => resolved(one, description));
  const body = resolved(operation.requestBody, description);
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path: route,
    parameters: parameters.map(({ name, in: place, required, schema }) => ({
      name,
      in: place,
      required: required === true,
      schema: asSchema(schema),
    })),
    body: contentOf(body),
    bodyRequired: body?.required === true,
    replies: Object.fromEntries(
      Object.entries(operation.responses).map(([status, reply]) => [
        status,
        contentOf(resolved(reply, description)),
      ]),
    ),
  };
}

function operationsOf(description) {
  return Object.entries(description.paths)
    .flatMap(([route, { parameters = [], ...methods }]) =>
      Object.entries(methods).map(([method, operation]) => [route, method, operation, parameters]),
    )
    .filter(([, , operation]) => wanted.has(operation.operationId))
    .map((entry) => operationOf(entry, description));
}

function referencesOf(thing) {
  return [...JSON.stringify(thing).matchAll(/github#\/schemas\/([^"]+)/g)].map(([, name]) => name);
}

/** Every schema that the operations reach. */
function schemasOf(operations, description) {
  const schemas = {};
  const open = referencesOf(operations);
  while (open.length) {
    const name = open.pop();
    if (schemas[name]) continue;
    schemas[name] = asSchema(description.components.schemas[name]);
    open.push(...referencesOf(schemas[name]));
  }
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function write(folder, target) {
  const own = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const source = "generated/api.github.com.json";
  const description = JSON.parse(readFileSync(path.join(folder, source), "utf8"));
  const operations = operationsOf(description);
  const missing = [...wanted].filter((id) => !operations.some((one) => one.id === id));
  if (missing.length) throw new Error(`GitHub's description has no ${missing.join(", ")}`);
  const schemas = schemasOf(operations, description);
  const lines = (rows) => rows.join(",\n");
  writeFileSync(
    target,
    `{"from":${JSON.stringify(`@octokit/openapi ${own.version}, ${source}`)},\n"operations":[\n${lines(
      operations.map((one) => JSON.stringify(one)),
    )}\n],\n"schemas":{\n${lines(
      Object.entries(schemas).map(([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`),
    )}\n}}\n`,
  );
  console.log(`${target}: ${operations.length} operations, ${Object.keys(schemas).length} schemas`);
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { to: { type: "string" } } });
const target = values.to ?? path.join(import.meta.dirname, "..", "test", "github", "description.json");
if (positionals[0]) write(positionals[0], target);
else {
  const folder = mkdtempSync(path.join(tmpdir(), "github-description-"));
  try {
    const install = [
      "install",
      "--no-save",
      "--ignore-scripts",
      "--prefix",
      folder,
      `@octokit/openapi@${version}`,
    ];
    execFileSync("npm", install, { stdio: "inherit" });
    write(path.join(folder, "node_modules", "@octokit", "openapi"), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
