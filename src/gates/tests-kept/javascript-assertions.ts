import { childOf, nodesBelow, type Syntax, type SyntaxNode, textAt } from "../syntax/syntax.ts";
import { argumentsOf, type Chain, chainAt, namesOf } from "./chain.ts";
import { constantsOf, isConstant } from "./constants.ts";
import {
  bareAssertions,
  deniedStrength,
  isOpenBound,
  needArgument,
  noAssertions,
  ownAssertions,
  strengthOf,
} from "./matchers.ts";
import { type Strength, strengths } from "./model.ts";
import type { Said } from "./scan.ts";
import { sayAt } from "./words.ts";

export interface Asserted {
  said: Said;
  /** What may hold further calls. */
  parts: SyntaxNode[];
  /** It is a promise, which somebody has to wait for. */
  isPromise: boolean;
}

const afterwards = new Set(["then", "catch", "finally"]);

/** What a call, or a chain of names as chai has it, asserts. */
export function assertedAt(syntax: Syntax, node: SyntaxNode): Asserted | null {
  const chain = chainAt(syntax, node);
  while (chain.links.length > 1 && afterwards.has(chain.links.at(-1)?.name ?? "")) chain.links.pop();
  const names = namesOf(chain);
  const at = names[0]?.startsWith("expect") ? 0 : names.indexOf("expect");
  if (at >= 0 && at < 2) return expected(syntax, node, chain, at);
  if (node.type !== "call_expression") return null;
  if (names.at(-1) === "expect" || names.includes("should")) return styled(syntax, node, chain);
  return isAssert(names, chain) ? assert(syntax, node, chain) : null;
}

/** `expect(subject).not.matcher(expected)`. */
function expected(syntax: Syntax, node: SyntaxNode, chain: Chain, root: number): Asserted | null {
  const at = chain.links.findIndex(({ calls }, index) => index >= root && calls.length > 0);
  const call = chain.links[at];
  const matcher = chain.links.at(-1);
  if (!call || !matcher || call === matcher || at > root + 1) return null;
  if (!expecting.has(call.name) || noAssertions.has(matcher.name)) return null;
  const { name } = matcher;
  const subject = argumentsOf(call.calls[0])[0];
  const modifiers = new Set(namesOf(chain).slice(at + 1, -1));
  const given = argumentsOf(matcher.calls[0]);
  const isDenied = modifiers.has("not");
  const isFalse = name === "toBeFalsy" || (given[0] !== undefined && textAt(syntax, given[0]) === "false");
  const strength = isDenied
    ? deniedStrength(name)
    : weaker(givenStrength(syntax, name, given), subjectStrength(syntax, subject, isFalse));
  return {
    said: saying(syntax, node, { subject, given, strength, name, isDenied }),
    parts: [subject, ...given].filter((part) => part !== undefined),
    isPromise: modifiers.has("resolves") || modifiers.has("rejects") || call.name === "poll",
  };
}

const expecting = new Set(["expect", "expectTypeOf", "soft", "poll", "expectType"]);

/** What a matcher says by what it is given. */
function givenStrength(syntax: Syntax, name: string, given: readonly SyntaxNode[]): Strength {
  const [first] = given;
  if (first === undefined) return needArgument.has(name) ? strengths.loose : strengthOf(name);
  const isEmpty =
    (name === "toMatchObject" && leavesOf(first) === 0) ||
    (finding.test(name) && /^(""|''|``)$/.test(textAt(syntax, first)));
  const isOpen = isEmpty || isOpenBound(name, sayAt(syntax, first)) || isAnything(syntax, first);
  return isOpen ? strengths.loose : strengthOf(name);
}

/** Everything holds an empty text. */
const finding = /^(toContain|toMatch|contain|include|match)$/;

function isAssert(names: readonly string[], chain: Chain): boolean {
  const [root = ""] = names;
  const last = names.at(-1) ?? "";
  if (noAssertions.has(last) || (chain.links.at(-1)?.calls.length ?? 0) === 0) return false;
  if (names.length === 1) return root === "assert" || bareAssertions.has(root);
  if (names.slice(0, 3).includes("assert")) return root !== "console";
  return (
    /^(t|tt|st|tap|test|ctx|assert|assertion)$/.test(root) && names.length === 2 && ownAssertions.has(last)
  );
}

/** `assert.method(subject, expected)`; which of two is the subject, conventions differ: the one that is no literal. */
function assert(syntax: Syntax, node: SyntaxNode, chain: Chain): Asserted {
  const name =
    chain.links.length === 1 && chain.links[0]?.name === "assert" ? "ok" : (chain.links.at(-1)?.name ?? "");
  const args = argumentsOf(chain.links.at(-1)?.calls[0]);
  const isSingle =
    strengthOf(name) === strengths.loose && /^(ok|isOk|truthy|falsy|notOk|exists|isDefined|pass)$/.test(name);
  const [subject, given] = ordered(syntax, args[0], isSingle ? undefined : args[1]);
  const inner = isSingle ? innerStrength(syntax, subject) : strengthOf(name);
  const strength = needArgument.has(name) && args.length < 2 ? strengths.loose : inner;
  return {
    said: saying(syntax, node, {
      subject,
      given: given ? [given] : [],
      strength,
      name,
      isDenied: /^not[A-Z]/.test(name),
    }),
    parts: args,
    isPromise: name === "rejects" || name === "doesNotReject",
  };
}

function ordered(
  syntax: Syntax,
  first: SyntaxNode | undefined,
  second: SyntaxNode | undefined,
): [SyntaxNode | undefined, SyntaxNode | undefined] {
  const isLiteral = (node: SyntaxNode | undefined) =>
    node !== undefined && isConstant(syntax, node, new Set());
  return isLiteral(first) && second && !isLiteral(second) ? [second, first] : [first, second];
}

/** `request.get("/").expect(200)` and `x.should.equal(1)`. */
function styled(syntax: Syntax, node: SyntaxNode, chain: Chain): Asserted {
  const given = argumentsOf(chain.links.at(-1)?.calls[0]);
  const said = saying(syntax, node, {
    subject: undefined,
    given,
    strength: strengths.exact,
    name: "",
    isDenied: false,
  });
  const callee = childOf(node, "function");
  const object = callee ? childOf(callee, "object") : null;
  return { said, parts: [...(object ? [object] : []), ...given], isPromise: false };
}

interface Statement {
  subject: SyntaxNode | undefined;
  given: readonly SyntaxNode[];
  strength: Strength;
  name: string;
  isDenied: boolean;
}

function saying(syntax: Syntax, node: SyntaxNode, statement: Statement): Said {
  const { subject, given, strength, isDenied } = statement;
  const [value] = given;
  const length = statement.name === "toHaveLength" ? " . length" : "";
  const about = subject ? `${sayAt(syntax, unwrapped(subject))}${length}` : sayAt(syntax, node);
  const isTruth = value !== undefined && /^(true|false)$/.test(textAt(syntax, value));
  const isSame =
    value !== undefined && subject !== undefined && sayAt(syntax, value) === sayAt(syntax, subject);
  const constants = constantsOf(syntax);
  const isFixed =
    subject !== undefined && [subject, ...given].every((part) => isConstant(syntax, part, constants));
  return {
    text: sayAt(syntax, node),
    subject: about,
    strength,
    due: isTruth || /^(true|false)$/.test(statement.name) ? strengths.loose : strength,
    wildcards: given.map((part) => wildcardsIn(syntax, part)).reduce((sum, count) => sum + count, 0),
    trivial: isFixed || (isSame && !isDenied) || (subject !== undefined && isAlwaysTrue(syntax, subject)),
    weight: Math.max(/throw|rejects/i.test(statement.name) ? 2 : 1, ...given.map((part) => leavesOf(part))),
  };
}

const unwrapped = (node: SyntaxNode): SyntaxNode =>
  node.type === "unary_expression" && node.children[0]?.type === "typeof" ? (node.children[1] ?? node) : node;

const weaker = (left: Strength, right: Strength): Strength => (left < right ? left : right);

/** What can be said of `a === b`, `typeof x` and the like by saying that it is true. */
function subjectStrength(syntax: Syntax, subject: SyntaxNode | undefined, isFalse = false): Strength {
  switch (subject?.type) {
    case "unary_expression":
      return unaryStrength(subject);
    case "call_expression":
      return ofKind.test(textAt(syntax, subject)) ? strengths.kind : strengths.exact;
    case "binary_expression":
      return isFalse ? strengths.loose : innerStrength(syntax, subject);
    default:
      return strengths.exact;
  }
}

function unaryStrength(subject: SyntaxNode): Strength {
  const operator = subject.children[0]?.type;
  if (operator === "typeof") return strengths.kind;
  return operator === "!" ? strengths.loose : strengths.exact;
}

const ofKind = /^(Number\.is\w+|Array\.isArray|Boolean|isNaN|isFinite)\(/;

export function innerStrength(syntax: Syntax, subject: SyntaxNode | undefined): Strength {
  if (!subject) return strengths.loose;
  if (subject.type === "call_expression")
    return /\.(includes|startsWith|endsWith|test|has|every|some)\($/.test(
      textAt(syntax, subject).slice(0, (childOf(subject, "arguments")?.start ?? 0) - subject.start + 1),
    )
      ? strengths.partial
      : strengths.loose;
  if (subject.type !== "binary_expression") return strengths.loose;
  const operator = textAt(syntax, childOf(subject, "operator") ?? subject);
  if (operator === "===" || operator === "==")
    return subjectStrength(syntax, childOf(subject, "left") ?? undefined);
  if (operator.startsWith("!")) return strengths.loose;
  if (/^[<>]/.test(operator)) return strengths.bound;
  return operator === "instanceof" ? strengths.kind : strengths.partial;
}

const isAlwaysTrue = (syntax: Syntax, node: SyntaxNode): boolean =>
  node.type === "binary_expression" && /\|\|\s*(true|1)$|^(true|1)\s*\|\|/.test(textAt(syntax, node));

const anything =
  /^expect\.(any|anything)\b|^expect\.(objectContaining\(\{\s*\}\)|arrayContaining\(\[\s*\]\)|stringContaining\(("")?('')?\))/;

const isAnything = (syntax: Syntax, node: SyntaxNode | undefined): boolean =>
  node !== undefined && anything.test(textAt(syntax, node));

const wildcardsIn = (syntax: Syntax, node: SyntaxNode): number =>
  [...nodesBelow(node)].filter((each) => each.type === "call_expression" && isAnything(syntax, each)).length;

/** Values in an object or a list that is expected: each could be an assertion of its own. */
export function leavesOf(node: SyntaxNode): number {
  if (!/^(object|array|dictionary|list|tuple|set|pair)$/.test(node.type)) return 1;
  const values =
    node.type === "pair" ? node.children.filter(({ field }) => field === "value") : node.children;
  return values.filter(({ named }) => named).reduce((sum, child) => sum + leavesOf(child), 0);
}
