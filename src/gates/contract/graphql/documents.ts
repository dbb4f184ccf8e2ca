import picomatch from "picomatch";
import type { DocumentNode, FragmentDefinitionNode } from "graphql";
import { childOf, nodesBelow, type Syntax, type SyntaxNode, textAt } from "../../syntax/syntax.ts";
import { sourcesOf } from "../calls/sources.ts";
import type { Mismatch } from "../mismatch.ts";
import type { ContractScene } from "../scene.ts";
import type { Library, Schema } from "./schema.ts";

/** A document of the frontend and where it begins. */
export interface Document {
  file: string;
  line: number;
  text: string;
}

const isDocument = picomatch("**/*.{graphql,gql}", { dot: false });

/** Every document that the frontend holds: in files of their own, and in templates. */
export async function documentsAt(scene: ContractScene, commit: string, root: string): Promise<Document[]> {
  const { repository } = scene.context;
  const all = (await repository.files(commit)).filter((file) => root === "." || file.startsWith(`${root}/`));
  const own = all.filter((file) => isDocument(file) && file !== scene.contract.file);
  const files = [...(await repository.texts(commit, own))].map(([file, text]) => ({ file, line: 1, text }));
  const { sources } = await sourcesOf(scene, commit, {
    root,
    isWanted: (text) => /\bgql\b|graphql/i.test(text),
  });
  return [...files, ...sources.flatMap(({ file, syntax }) => templatesIn(file, syntax))];
}

function templatesIn(file: string, syntax: Syntax): Document[] {
  return [...nodesBelow(syntax.root)].flatMap((node) => {
    const template = node.type === "call_expression" ? templateOf(syntax, node) : null;
    const text = template && plain(syntax, template);
    return template && text !== null ? [{ file, line: template.line, text }] : [];
  });
}

function templateOf(syntax: Syntax, call: SyntaxNode): SyntaxNode | null {
  const callee = childOf(call, "function");
  const args = childOf(call, "arguments");
  if (!callee || !args || !/^(gql|graphql)$/.test(textAt(syntax, callee))) return null;
  if (args.type === "template_string") return args;
  const first = args.children.find(({ named }) => named);
  return first?.type === "template_string" ? first : null;
}

/** Fragments are put in at the top; what is put in anywhere else is only known when the program runs. */
function plain(syntax: Syntax, template: SyntaxNode): string | null {
  let text = "";
  for (const child of template.children) {
    if (!child.named) continue;
    if (child.type !== "template_substitution") text += textAt(syntax, child);
    else if (count(text, "{") !== count(text, "}")) return null;
    else text += "\n".repeat(child.endLine - child.line);
  }
  return text;
}

const count = (text: string, letter: string): number => text.split(letter).length - 1;

/** What the frontend asks for and the schema does not have. */
export function invalid(library: Library, schema: Schema, documents: readonly Document[]): Mismatch[] {
  const parsed = documents.flatMap((document) => {
    const tree = parsedAs(library, document.text);
    return tree ? [{ document, tree }] : [];
  });
  const fragments = new Map(
    parsed.flatMap(({ tree }) =>
      tree.definitions.flatMap((each) => (isFragment(each) ? [[each.name.value, each] as const] : [])),
    ),
  );
  return parsed.flatMap(({ document, tree }) => inDocument(library, schema, { document, tree, fragments }));
}

const isFragment = (node: DocumentNode["definitions"][number]): node is FragmentDefinitionNode =>
  "typeCondition" in node;

interface Parsed {
  document: Document;
  tree: DocumentNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Rules about words that only a client's own library knows, or about more than one document. */
const others = new Set([
  "KnownDirectivesRule",
  "NoUnusedFragmentsRule",
  "NoUnusedVariablesRule",
  "KnownFragmentNamesRule",
  "UniqueOperationNamesRule",
  "LoneAnonymousOperationRule",
  "ExecutableDefinitionsRule",
  "NoUndefinedVariablesRule",
]);

function inDocument(library: Library, schema: Schema, { document, tree, fragments }: Parsed): Mismatch[] {
  // Fields that only the client has are no part of the schema.
  if (/@client\b|@(?:argumentDefinitions|arguments|refetchable|relay)\b/.test(document.text)) return [];
  const own = new Set(tree.definitions.filter(isFragment).map(({ name }) => name.value));
  const borrowed = [...fragments.values()].filter(({ name }) => !own.has(name.value));
  const rules = library.specifiedRules.filter((rule) => !others.has(rule.name));
  const whole: DocumentNode = { ...tree, definitions: [...tree.definitions, ...borrowed] };
  const lines = document.text.split("\n").length;
  return library
    .validate(schema, whole, rules, { maxErrors: 50 })
    .filter(({ nodes }) => nodes?.every((node) => isIn(tree, node.loc?.source)))
    .map(({ message, locations }) => ({
      rule: "unknown-call",
      operation: nameOf(tree),
      field: "",
      message: `the frontend asks for what the schema does not have: ${message}`,
      path: document.file,
      line: document.line + Math.min(locations?.[0]?.line ?? 1, lines) - 1,
    }));
}

const isIn = (tree: DocumentNode, source: unknown): boolean => tree.loc?.source === source;

function nameOf(tree: DocumentNode): string {
  const [first] = tree.definitions;
  if (first && "operation" in first && "selectionSet" in first)
    return `${first.operation} ${first.name?.value ?? ""}`.trim();
  return first && isFragment(first) ? `fragment ${first.name.value}` : "a document";
}

function parsedAs({ parse }: Library, text: string): DocumentNode | null {
  try {
    return parse(text, { maxTokens: 20_000 });
  } catch {
    return null; // put together when the program runs, or no document
  }
}
