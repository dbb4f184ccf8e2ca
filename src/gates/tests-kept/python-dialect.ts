import { childOf, nodesBelow, type Syntax, type SyntaxNode, textAt } from "../syntax/syntax.ts";
import { argumentsOf, chainAt, lastCall, namesOf } from "./chain.ts";
import { type Flaw } from "./model.ts";
import { assertedCall, assertedStatement } from "./python-assertions.ts";
import type { Dialect, Sight } from "./scan.ts";
import { quoteAt, sayAt } from "./words.ts";

export const pythonDialect: Dialect = {
  sight(syntax, node, parents) {
    switch (node.type) {
      case "function_definition":
      case "class_definition":
        return { below: [] };
      case "for_statement":
        return looped(syntax, node);
      case "while_statement":
      case "list_comprehension":
      case "generator_expression":
        return { looped: true };
      case "try_statement":
        return tried(syntax, node);
      case "with_statement":
        return suppressed(syntax, node);
      case "if_statement":
        return conditional(syntax, node);
      case "block":
        return block(syntax, node, parents);
      case "assert_statement":
        return { assertion: assertedStatement(syntax, node) };
      case "raise_statement":
        return /SkipTest/.test(textAt(syntax, node)) ? { stop: quoteAt(syntax, node) } : {};
      case "call":
        return called(syntax, node);
      default:
        return {};
    }
  },
};

/** A loop over a list that is written down, and empty, says nothing. */
function looped(syntax: Syntax, node: SyntaxNode): Sight {
  const [over, body] = [childOf(node, "right"), childOf(node, "body")];
  const isEmpty = over !== null && /^(\[\s*\]|\(\s*\)|range\(0\))$/.test(textAt(syntax, over));
  return isEmpty && body
    ? { looped: true, parts: new Map([[body, "never-reached" as const]]) }
    : { looped: true };
}

const catching = /\b(AssertionError|Exception|BaseException)\b/;

/** Whatever is caught that an assertion throws, and not thrown on or asserted about. */
function tried(syntax: Syntax, node: SyntaxNode): Sight {
  const body = childOf(node, "body");
  const swallows = node.children.some((clause) => {
    if (clause.type !== "except_clause") return false;
    const caught = clause.children.find(({ type }) => type === "block");
    const head = syntax.text.slice(clause.start, caught?.start ?? clause.end);
    const isWide = /^except\s*:/.test(head) || catching.test(head);
    return isWide && caught !== undefined && !objects(syntax, caught);
  });
  return body && swallows ? { parts: new Map([[body, "swallowed" as const]]) } : {};
}

const objects = (syntax: Syntax, node: SyntaxNode): boolean =>
  [...nodesBelow(node)].some(
    ({ type, start, end }) =>
      type === "raise_statement" ||
      type === "assert_statement" ||
      (type === "call" &&
        /^(pytest\.fail|self\.(fail|assert)|sys\.exit)/.test(syntax.text.slice(start, end))),
  );

function suppressed(syntax: Syntax, node: SyntaxNode): Sight {
  const body = childOf(node, "body");
  const head = syntax.text.slice(node.start, body?.start ?? node.end);
  const isSilent = /\bsuppress\s*\(/.test(head) && catching.test(head);
  return body && isSilent ? { parts: new Map([[body, "swallowed" as const]]) } : {};
}

function conditional(syntax: Syntax, node: SyntaxNode): Sight {
  const condition = textAt(syntax, childOf(node, "condition") ?? node);
  const yes = childOf(node, "consequence");
  if (!yes) return {};
  if (/^(False|0|None|not True|__debug__ and False)$/.test(condition))
    return { parts: new Map([[yes, "never-reached" as const]]) };
  return /environ|getenv/.test(condition) && asserts(syntax, yes) ? { stop: `if ${condition}` } : {};
}

const asserts = (syntax: Syntax, node: SyntaxNode): boolean =>
  [...nodesBelow(node)].some(
    (each) =>
      each.type === "assert_statement" || (each.type === "call" && assertedCall(syntax, each) !== null),
  );

function block(syntax: Syntax, node: SyntaxNode, parents: readonly SyntaxNode[]): Sight {
  const statements = node.children.filter(({ named, type }) => named && type !== "comment");
  const end = statements.findIndex(({ type }) => type === "return_statement");
  const cut = end >= 0 ? statements.slice(end + 1) : [];
  const parts = new Map<SyntaxNode, Flaw>(cut.map((statement) => [statement, "never-reached"]));
  if (parents.length > 0) return { parts };
  if (cut.length > 0) return { parts, stop: "return" };
  const first = statements.findIndex((statement) => asserts(syntax, statement));
  const leaving = statements.slice(0, Math.max(first, 0)).find((statement) => isLeaving(statement));
  return leaving ? { parts, stop: quoteAt(syntax, leaving) } : { parts };
}

function isLeaving(node: SyntaxNode): boolean {
  if (node.type !== "if_statement") return false;
  const yes = childOf(node, "consequence")?.children.filter(({ named, type }) => named && type !== "comment");
  return yes?.at(-1)?.type === "return_statement";
}

function called(syntax: Syntax, node: SyntaxNode): Sight {
  const asserted = assertedCall(syntax, node);
  if (asserted) return { assertion: asserted, below: argumentsOf(childOf(node, "arguments")) };
  const chain = chainAt(syntax, node);
  const names = namesOf(chain);
  const isStop = /^((pytest\.)?(skip|xfail|importorskip)|self\.skipTest|\w+\.skipTest)$/.test(
    names.join("."),
  );
  const visited = names.at(-1) === "map" ? argumentsOf(lastCall(chain))[0] : undefined;
  return {
    call: {
      name: visited?.type === "identifier" ? textAt(syntax, visited) : (names.at(-1) ?? ""),
      text: sayAt(syntax, node),
    },
    ...(isStop ? { stop: quoteAt(syntax, node) } : {}),
    looped: visited !== undefined,
  };
}
