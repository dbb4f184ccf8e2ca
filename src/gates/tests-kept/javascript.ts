import { childOf, nodesBelow, type Syntax, type SyntaxNode, textAt } from "../syntax/syntax.ts";
import { argumentsOf, chainAt, namesOf } from "./chain.ts";
import { isDeclared, isFunction, javascriptDialect } from "./javascript-dialect.ts";
import { caseAt, type DeclaredCase } from "./javascript-cases.ts";
import { type Body, many, type Marker, type TestCase, type TestFile } from "./model.ts";
import { scan } from "./scan.ts";
import { quoteAt, wordsAt } from "./words.ts";

/** Tests, functions and what else matters in a file of JavaScript or TypeScript. */
export function readJavascript(syntax: Syntax, path: string): TestFile {
  const cases: TestCase[] = [];
  const focuses: (Marker & { title: string })[] = [];
  const visit = (node: SyntaxNode, place: Place): void => {
    const found = node.type === "call_expression" ? caseAt(syntax, node) : null;
    const inside = found ? placeIn(place, found, node.line) : inLoop(syntax, node, place);
    if (found?.focus) focuses.push({ text: found.focus, line: node.line, title: found.title });
    if (found && !found.isGroup) cases.push(testAt(syntax, { path, node, found, place: inside }));
    const end = node.type === "statement_block" ? node.children.findIndex(isReturn) : -1;
    const cut = {
      ...inside,
      skips: [...inside.skips, { text: "return", line: node.children[end]?.line ?? 0 }],
    };
    for (const [index, child] of node.children.entries())
      if (child.named) visit(child, end >= 0 && index > end ? cut : inside);
  };
  visit(syntax.root, { titles: [], skips: [], rows: 1, over: [] });
  return {
    path,
    cases,
    functions: functionsIn(syntax, path),
    hooks: scan(syntax, path, [syntax.root], outside(syntax)),
    focuses,
    fakes: fakesIn(syntax),
    exits: exitsIn(syntax),
  };
}

const isReturn = ({ type }: SyntaxNode): boolean => type === "return_statement";

interface Place {
  titles: string[];
  skips: Marker[];
  rows: number;
  /** What the loops around a test go over. */
  over: SyntaxNode[];
}

const placeIn = (place: Place, found: DeclaredCase, line: number): Place => ({
  over: [...place.over, ...found.table],
  titles: [...place.titles, found.title],
  skips: [...place.skips, ...found.skips.map((text) => ({ text, line }))],
  rows: Math.min(many, place.rows * found.rows),
});

/** Tests that a loop declares are as many as it has turns; those under `if (false)` are none. */
function inLoop(syntax: Syntax, node: SyntaxNode, place: Place): Place {
  if (node.type === "function_declaration") return { ...place, rows: many }; // a suite that several pass
  if (/^(for_statement|for_in_statement|while_statement)$/.test(node.type))
    return {
      ...place,
      rows: many,
      over: [...place.over, ...node.children.filter(({ field }) => field === "right")],
    };
  const visited = node.type === "call_expression" ? childOf(node, "function") : null;
  if (visited && /\.(forEach|map)$/.test(textAt(syntax, visited)))
    return { ...place, rows: many, over: [...place.over, visited] };
  if (node.type === "if_statement") {
    const condition = quoteAt(syntax, childOf(node, "condition") ?? node);
    const isOff = /^\((false|0|!true)\)$|process\.env|import\.meta\.env|process\.platform/.test(condition);
    return isOff
      ? { ...place, skips: [...place.skips, { text: `if ${condition}`, line: node.line }] }
      : place;
  }
  return place;
}

function testAt(
  syntax: Syntax,
  at: { path: string; node: SyntaxNode; found: DeclaredCase; place: Place },
): TestCase {
  const { path, node, found, place } = at;
  const body = found.body ? (childOf(found.body, "body") ?? found.body) : null;
  const said = body ? scan(syntax, path, [body], javascriptDialect) : nothing;
  return {
    ...said,
    path,
    line: node.line,
    title: found.title,
    group: place.titles.slice(0, -1).join(" > "),
    skips: place.skips,
    words: [...(body ? wordsAt(syntax, body) : []), ...place.over.flatMap((table) => wordsAt(syntax, table))],
    rows: place.rows,
  };
}

const nothing: Body = { assertions: [], calls: [], stops: [], seeks: false };

/** What stands outside of tests: hooks. */
const outside = (syntax: Syntax) => ({
  sight(_: Syntax, node: SyntaxNode, parents: readonly SyntaxNode[]) {
    const found = node.type === "call_expression" ? caseAt(syntax, node) : null;
    if (found?.isGroup && found.body) return { below: [found.body] };
    if (isHeld(node) || (node.type === "call_expression" && !isHook(syntax, node))) return { below: [] };
    return javascriptDialect.sight(syntax, node, parents);
  },
});

const hooks =
  /(^|\.)(before|after|beforeEach|afterEach|beforeAll|afterAll|setup|teardown|onTestFinished|forEach)$/;

const isHook = (syntax: Syntax, node: SyntaxNode): boolean =>
  hooks.test(namesOf(chainAt(syntax, node)).join(".")) ||
  (childOf(node, "arguments")?.children ?? []).every((each) => !isFunction(each));

/** Functions and methods by name. Of several with one name the last counts, as it does in the language. */
function functionsIn(syntax: Syntax, path: string): Map<string, Body> {
  const found = new Map<string, Body>();
  for (const node of nodesBelow(syntax.root)) {
    const name = functionName(syntax, node);
    const value = isFunction(childOf(node, "value"))
      ? childOf(node, "value")
      : isFunction(childOf(node, "right"))
        ? childOf(node, "right")
        : node;
    const body = value ? childOf(value, "body") : null;
    if (name !== null && body) found.set(name, scan(syntax, path, [body], javascriptDialect));
  }
  return found;
}

function functionName(syntax: Syntax, node: SyntaxNode): string | null {
  const isNamed = isDeclared(node) || node.type === "method_definition" || isHeld(node);
  if (!isNamed || node.type === "class_declaration") return null;
  const name =
    childOf(node, "name") ?? childOf(node, "key") ?? childOf(node, "property") ?? childOf(node, "left");
  return name ? (/([\w$]+)$/.exec(textAt(syntax, name))?.[1] ?? null) : null;
}

/** `check: () => ...` in an object, `check = () => ...` in a class, `exports.check = ...`. */
const isHeld = (node: SyntaxNode): boolean =>
  (/^(pair|public_field_definition|field_definition)$/.test(node.type) &&
    isFunction(childOf(node, "value"))) ||
  (node.type === "assignment_expression" && isFunction(childOf(node, "right")));

const framework = /^(expect|assert|it|test|describe)$/;

/** A function in the place of `expect` or `test`, or a matcher of the framework's own that says something else. */
function fakesIn(syntax: Syntax): Marker[] {
  return [...nodesBelow(syntax.root)].flatMap((node) => {
    const name = functionName(syntax, node);
    const isFake =
      (name !== null && framework.test(name) && node.type !== "method_definition" && node.type !== "pair") ||
      isGlobal(syntax, node) ||
      isMatcher(syntax, node) ||
      isSkippingAlias(syntax, node);
    return isFake ? [{ text: quoteAt(syntax, node), line: node.line }] : [];
  });
}

const isGlobal = (syntax: Syntax, node: SyntaxNode): boolean =>
  node.type === "assignment_expression" &&
  /^(globalThis|global|window)\.(expect|assert|it|test|describe)$|^assert\.\w+$|^expect\.(extend|soft)$/.test(
    textAt(syntax, childOf(node, "left") ?? node),
  ) &&
  isFunction(childOf(node, "right"));

const skipping = /\.(skip|todo|fails|failing)$/;

/** `const test = run.skip`, `import { skip as test }`: every test of the file is skipped under its usual name. */
function isSkippingAlias(syntax: Syntax, node: SyntaxNode): boolean {
  const text = (field: string): string => {
    const part = childOf(node, field);
    return part ? textAt(syntax, part) : "";
  };
  if (node.type === "import_specifier")
    return framework.test(text("alias")) && /^(skip|todo)$/.test(text("name"));
  return node.type === "variable_declarator" && framework.test(text("name")) && skipping.test(text("value"));
}

const ownMatcher =
  /^(toBe|toEqual|toStrictEqual|toThrow|toContain|toHaveLength|toMatchObject|toMatch|toBeNull|toBeDefined|toBeTruthy)$/;

function isMatcher(syntax: Syntax, node: SyntaxNode): boolean {
  if (node.type !== "call_expression" || namesOf(chainAt(syntax, node)).join(".") !== "expect.extend")
    return false;
  const [object] = argumentsOf(childOf(node, "arguments"));
  return (object?.children ?? []).some((member) => {
    const name = childOf(member, "name") ?? childOf(member, "key");
    return name !== null && ownMatcher.test(textAt(syntax, name));
  });
}

function exitsIn(syntax: Syntax): Marker[] {
  return [...nodesBelow(syntax.root)].flatMap((node) =>
    /^(call|assignment)_expression$/.test(node.type) &&
    /^process\.exit\(\s*0?\s*\)$|^process\.exitCode\s*=\s*0$/.test(textAt(syntax, node))
      ? [{ text: quoteAt(syntax, node), line: node.line }]
      : [],
  );
}
