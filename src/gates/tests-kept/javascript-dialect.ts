import { childOf, nodesBelow, type Syntax, type SyntaxNode, textAt } from "../syntax/syntax.ts";
import { argumentsOf, chainAt, lastCall, namesOf } from "./chain.ts";
import { assertedAt } from "./javascript-assertions.ts";
import { caseAt } from "./javascript-cases.ts";
import { type Flaw, strengths } from "./model.ts";
import type { Dialect, Sight } from "./scan.ts";
import { quoteAt, sayAt } from "./words.ts";

const loops = new Set(["for_statement", "for_in_statement", "while_statement", "do_statement"]);
const visits = new Set(["forEach", "map", "flatMap", "every", "some", "each", "eachSeries"]);

export const javascriptDialect: Dialect = {
  sight(syntax, node, parents) {
    if (isDeclared(node)) return { below: [] };
    if (loops.has(node.type)) return looped(node);
    switch (node.type) {
      case "try_statement":
        return tried(syntax, node);
      case "if_statement":
        return conditional(syntax, node);
      case "statement_block":
        return block(syntax, node, parents);
      case "throw_statement":
        return thrown(syntax, parents);
      case "call_expression":
      case "member_expression":
        return called(syntax, node, parents);
      default:
        return {};
    }
  },
};

/** Functions with a name are looked at where they are called. */
export function isDeclared(node: SyntaxNode): boolean {
  if (node.type === "function_declaration" || node.type === "class_declaration") return true;
  return node.type === "variable_declarator" && isFunction(childOf(node, "value"));
}

export const isFunction = (node: SyntaxNode | null | undefined): boolean =>
  node !== null &&
  node !== undefined &&
  /^(arrow_function|function_expression|generator_function|function)$/.test(node.type);

/** A loop over a list that is written down, and empty, says nothing. */
function looped(node: SyntaxNode): Sight {
  const [over, body] = [childOf(node, "right"), childOf(node, "body")];
  return over && body && isEmptyList(over)
    ? { looped: true, parts: new Map([[body, "never-reached" as const]]) }
    : { looped: true };
}

const isEmptyList = ({ type, children }: SyntaxNode): boolean =>
  type === "array" && children.every(({ named, type: kind }) => !named || kind === "comment");

function tried(syntax: Syntax, node: SyntaxNode): Sight {
  const body = childOf(node, "body");
  const handler = childOf(node, "handler");
  const caught = handler ? childOf(handler, "body") : null;
  return body && caught && !objects(syntax, caught) ? { parts: new Map([[body, "swallowed" as const]]) } : {};
}

/** Whatever is done about an error but nothing: it is thrown on, asserted about or told. */
const objects = (syntax: Syntax, node: SyntaxNode): boolean =>
  [...nodesBelow(node)].some(
    (each) =>
      each.type === "throw_statement" ||
      (each.type === "call_expression" &&
        /\b(expect|assert|fail|done|reject|unreachable|exit|should)\b|^t\./.test(
          textAt(syntax, childOf(each, "function") ?? each),
        )),
  );

function conditional(syntax: Syntax, node: SyntaxNode): Sight {
  const condition = textAt(syntax, childOf(node, "condition") ?? node).replaceAll(/[\s()]/g, "");
  const yes = childOf(node, "consequence");
  const no = childOf(node, "alternative");
  const never = /^(false|0|null|undefined|!true|!1|"")$/.test(condition)
    ? yes
    : /^(true|1|!0)$/.test(condition)
      ? no
      : null;
  if (never) return { parts: new Map([[never, "never-reached" as const]]) };
  const isSecret = /process\.env|import\.meta\.env/.test(condition);
  return isSecret && yes && asserts(syntax, yes)
    ? { stop: quoteAt(syntax, childOf(node, "condition") ?? node) }
    : {};
}

const asserts = (syntax: Syntax, node: SyntaxNode): boolean =>
  [...nodesBelow(node)].some((each) => each.type === "call_expression" && assertedAt(syntax, each) !== null);

/** What follows a return is never reached; a return before anything is asserted leaves a test without a word. */
function block(syntax: Syntax, node: SyntaxNode, parents: readonly SyntaxNode[]): Sight {
  const statements = node.children.filter(({ named, type }) => named && type !== "comment");
  const end = statements.findIndex(({ type }) => type === "return_statement");
  const cut = end >= 0 ? statements.slice(end + 1).filter(({ type }) => type !== "function_declaration") : [];
  const parts = new Map<SyntaxNode, Flaw>(cut.map((statement) => [statement, "never-reached"]));
  if (parents.length > 0) return { parts };
  if (cut.length > 0) return { parts, stop: "return" };
  const first = statements.findIndex((statement) => asserts(syntax, statement));
  const leaving = statements.slice(0, Math.max(first, 0)).find((statement) => isLeaving(statement));
  return leaving ? { parts, stop: quoteAt(syntax, leaving) } : { parts };
}

function isLeaving(node: SyntaxNode): boolean {
  if (node.type !== "if_statement") return false;
  const yes = childOf(node, "consequence");
  const only =
    yes?.type === "statement_block"
      ? yes.children.filter(({ named, type }) => named && type !== "comment")
      : [yes];
  return only.length > 0 && only.at(-1)?.type === "return_statement";
}

/** `if (x !== 1) throw new Error()` asserts as well, or only narrows a type. */
function thrown(syntax: Syntax, parents: readonly SyntaxNode[]): Sight {
  const condition = parents
    .toReversed()
    .find(({ type }) => type === "if_statement" || type === "catch_clause");
  if (condition?.type !== "if_statement") return {};
  const subject = sayAt(syntax, childOf(condition, "condition") ?? condition);
  const { loose, partial } = strengths;
  return {
    assertion: {
      text: `if ${subject} throw`,
      subject,
      strength: partial,
      due: loose,
      wildcards: 0,
      weight: 1,
      trivial: false,
      isSpare: true,
    },
  };
}

function called(syntax: Syntax, node: SyntaxNode, parents: readonly SyntaxNode[]): Sight {
  if (node.type === "call_expression" && caseAt(syntax, node)) return { below: [] };
  const flaw = isSilenced(syntax, node) ? "swallowed" : isLate(syntax, node, parents) ? "not-awaited" : null;
  const asserted = assertedAt(syntax, node);
  if (asserted) {
    const isLost = asserted.isPromise && isDropped(syntax, parents);
    return {
      assertion: asserted.said,
      below: asserted.parts,
      flaw: flaw ?? (isLost ? "not-awaited" : null),
    };
  }
  return node.type === "call_expression" ? unknown(syntax, node, flaw) : {};
}

/** A call that asserts nothing by itself, as far as is known. */
function unknown(syntax: Syntax, node: SyntaxNode, flaw: Flaw | null): Sight {
  const chain = chainAt(syntax, node);
  const name = namesOf(chain).at(-1) ?? "";
  const given = argumentsOf(lastCall(chain));
  if (name === "expect" && chain.links.length === 1) return {}; // without a matcher it says nothing
  const stop = stopsAt(syntax, namesOf(chain), given) ? quoteAt(syntax, node) : undefined;
  const isLoop = visits.has(name);
  const visited = isLoop ? given.find(({ type }) => type === "identifier") : undefined;
  const isIdle = isLoop && chain.root !== null && isEmptyList(chain.root);
  return {
    call: { name: visited ? textAt(syntax, visited) : name, text: sayAt(syntax, node) },
    ...(stop === undefined ? {} : { stop }),
    seeks: /^(get|find)(All)?By[A-Z]|^waitFor/.test(name),
    looped: isLoop,
    flaw: flaw ?? (isIdle ? "never-reached" : null),
  };
}

/** A promise of which nobody gets hold; `void` says so. */
function isDropped(syntax: Syntax, parents: readonly SyntaxNode[]): boolean {
  const parent = parents.at(-1);
  return (
    parent?.type === "expression_statement" ||
    (parent?.type === "unary_expression" && textAt(syntax, parent).startsWith("void"))
  );
}

/** `setTimeout(() => ...)` and `load().then(() => ...)`, and nobody waits: the test is over before. */
function isLate(syntax: Syntax, node: SyntaxNode, parents: readonly SyntaxNode[]): boolean {
  if (node.type !== "call_expression" || parents.at(-1)?.type !== "expression_statement") return false;
  if (parents.some(({ type }) => type === "new_expression" || type === "await_expression")) return false;
  const chain = chainAt(syntax, node);
  const name = namesOf(chain).at(-1) ?? "";
  return (
    /^(setTimeout|setImmediate|nextTick|queueMicrotask|then)$/.test(name) &&
    !/\bdone\b/.test(textAt(syntax, node))
  );
}

/** `.catch(() => {})` */
function isSilenced(syntax: Syntax, node: SyntaxNode): boolean {
  if (node.type !== "call_expression") return false;
  const chain = chainAt(syntax, node);
  if (chain.links.at(-1)?.name !== "catch") return false;
  const handler = argumentsOf(lastCall(chain))[0];
  return isFunction(handler) && handler !== undefined && !objects(syntax, handler);
}

/** `this.skip()`, `t.skip("later")`, `test.skip(condition)`: from within a test. */
const stopsAt = (syntax: Syntax, names: readonly string[], given: readonly SyntaxNode[]): boolean =>
  /^(skip|todo|fixme|pending)$/.test(names.at(-1) ?? "") &&
  (names.length === 2
    ? /^(this|t|tt|ctx|context|test|it|st|task|describe)$/.test(names[0] ?? "")
    : names.length === 1) &&
  !given.some((each) => isFunction(each)) &&
  (names[0] !== "it" || given.every((each) => textAt(syntax, each).length < 200));
