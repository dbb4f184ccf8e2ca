import { childOf, nodesBelow, type Syntax, type SyntaxNode, textAt } from "../syntax/syntax.ts";
import { chainAt, namesOf } from "./chain.ts";
import { type Body, many, type Marker, type TestCase, type TestFile } from "./model.ts";
import { pythonDialect } from "./python-dialect.ts";
import { scan } from "./scan.ts";
import { quoteAt, wordsAt } from "./words.ts";

/** Tests, functions and what else matters in a file of Python: pytest's and unittest's. */
export function readPython(syntax: Syntax, path: string): TestFile {
  const cases: TestCase[] = [];
  const functions = new Map<string, Body>();
  const visit = (node: SyntaxNode, place: Place): void => {
    const inside = placeIn(syntax, node, place);
    if (node.type === "function_definition") {
      const name = nameOf(syntax, node);
      const body = childOf(node, "body");
      if (!body) return;
      const said = scan(syntax, path, [body], pythonDialect);
      if (isTest(name) && !place.inFunction) cases.push(testAt(syntax, { path, node, said, place: inside }));
      else functions.set(name, said);
    }
    for (const child of node.children) if (child.named) visit(child, inside);
  };
  visit(syntax.root, { group: [], skips: fileSkips(syntax), rows: 1, table: [], inFunction: false });
  return {
    path,
    cases,
    functions,
    hooks: { assertions: [], calls: [], stops: [], seeks: false },
    focuses: [],
    fakes: fakesIn(syntax),
    exits: exitsIn(syntax),
  };
}

interface Place {
  group: string[];
  skips: readonly Marker[];
  rows: number;
  table: readonly SyntaxNode[];
  inFunction: boolean;
}

const isTest = (name: string): boolean => name.startsWith("test");
const nameOf = (syntax: Syntax, node: SyntaxNode): string => textAt(syntax, childOf(node, "name") ?? node);

function placeIn(syntax: Syntax, node: SyntaxNode, place: Place): Place {
  switch (node.type) {
    case "decorated_definition":
      return decorated(syntax, node, place);
    case "class_definition":
      return inClass(syntax, node, place);
    case "function_definition":
      return { ...place, inFunction: true };
    case "if_statement": {
      const condition = textAt(syntax, childOf(node, "condition") ?? node);
      const isOff = /^(False|0|not True)$|environ|getenv|sys\.platform/.test(condition);
      return isOff
        ? { ...place, skips: [...place.skips, { text: `if ${condition}`, line: node.line }] }
        : place;
    }
    default:
      return place;
  }
}

/** pytest takes a class for tests by its name, unittest by what it extends. */
function inClass(syntax: Syntax, node: SyntaxNode, place: Place): Place {
  const name = nameOf(syntax, node);
  const isCollected = name.startsWith("Test") || childOf(node, "superclasses") !== null;
  const isOff = /^\s+__test__\s*=\s*False\b/m.test(textAt(syntax, node));
  const skips = isOff ? [...place.skips, { text: "__test__ = False", line: node.line }] : place.skips;
  return { ...place, skips, group: [...place.group, name], inFunction: place.inFunction || !isCollected };
}

const skipping = /\b(skip|skipif|skipIf|skipUnless|xfail|expectedFailure)\b/;

function decorated(syntax: Syntax, node: SyntaxNode, place: Place): Place {
  const decorators = node.children.filter(({ type }) => type === "decorator");
  const tables = decorators.filter((each) =>
    /parametrize|parameterized|\bddt\b|\bdata\(/.test(textAt(syntax, each)),
  );
  const skips = decorators
    .filter((each) => skipping.test(/^@[\w.]+/.exec(textAt(syntax, each))?.[0] ?? ""))
    .map((each) => ({ text: quoteAt(syntax, each), line: each.line }));
  const rows = tables.map(rowsOf).reduce((product, count) => Math.min(many, product * count), place.rows);
  return { ...place, skips: [...place.skips, ...skips], rows, table: tables };
}

/** Rows of a list that is written out; any number when it comes from elsewhere. */
function rowsOf(decorator: SyntaxNode): number {
  const args = [...nodesBelow(decorator)].find(({ type }) => type === "argument_list");
  const list = args?.children.findLast(({ type }) => type === "list" || type === "tuple");
  return list ? Math.max(1, list.children.filter(({ named }) => named).length) : many;
}

function testAt(syntax: Syntax, at: { path: string; node: SyntaxNode; said: Body; place: Place }): TestCase {
  const { path, node, said, place } = at;
  const body = childOf(node, "body");
  return {
    ...said,
    path,
    line: node.line,
    title: nameOf(syntax, node),
    group: place.group.join(" > "),
    skips: place.skips,
    words: [
      ...(body ? wordsAt(syntax, body) : []),
      ...place.table.flatMap((table) => wordsAt(syntax, table)),
    ],
    rows: place.rows,
  };
}

/** `pytestmark = pytest.mark.skip` and `pytest.skip(..., allow_module_level=True)`. */
const fileSkips = (syntax: Syntax): Marker[] =>
  syntax.root.children.flatMap((statement) => {
    const text = textAt(syntax, statement);
    const isSkip =
      statement.type === "expression_statement" &&
      (/^pytestmark\s*=[^]*\b(skip|skipif|xfail)\b/.test(text) ||
        /^(pytest\.(skip|importorskip)|raise\s+(unittest\.)?SkipTest)\b/.test(text));
    return isSkip ? [{ text: quoteAt(syntax, statement), line: statement.line }] : [];
  });

/** An exit as if all were well, whoever asks for it. */
const exitsIn = (syntax: Syntax): Marker[] =>
  [...nodesBelow(syntax.root)].flatMap((node) =>
    node.type === "call" &&
    /^((sys\.|os\._|pytest\.)exit|exit|quit|os\._exit)\(\s*0?\s*\)$/.test(textAt(syntax, node))
      ? [{ text: quoteAt(syntax, node), line: node.line }]
      : [],
  );

/** A result that is rewritten: `report.outcome = "passed"`, `session.exitstatus = 0`. */
const fakesIn = (syntax: Syntax): Marker[] =>
  [...nodesBelow(syntax.root)].flatMap((node) => {
    const left = node.type === "assignment" ? childOf(node, "left") : null;
    const right = node.type === "assignment" ? childOf(node, "right") : null;
    if (!left || !right) return [];
    const names = namesOf(chainAt(syntax, left));
    const value = textAt(syntax, right);
    const isFake =
      (names.at(-1) === "outcome" && /^["']passed["']$/.test(value)) ||
      (names.at(-1) === "exitstatus" && value === "0") ||
      (names.length > 1 && /^assert[A-Z]/.test(names.at(-1) ?? "") && right.type === "lambda");
    return isFake ? [{ text: quoteAt(syntax, node), line: node.line }] : [];
  });
