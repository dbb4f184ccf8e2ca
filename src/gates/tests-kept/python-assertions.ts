import { childOf, nodesBelow, type Syntax, type SyntaxNode, textAt } from "../syntax/syntax.ts";
import { argumentsOf, chainAt, lastCall, namesOf } from "./chain.ts";
import { constantsOf, isConstant } from "./constants.ts";
import { leavesOf } from "./javascript-assertions.ts";
import { isOpenBound, needArgument, noAssertions, strengthOf } from "./matchers.ts";
import { type Strength, strengths } from "./model.ts";
import type { Said } from "./scan.ts";
import { sayAt } from "./words.ts";

const { loose, kind, bound, partial, exact } = strengths;

/** `assert subject == expected, message`. */
export function assertedStatement(syntax: Syntax, node: SyntaxNode): Said {
  const first = node.children.find(({ named, type }) => named && type !== "comment");
  const claim = first ? unwrapped(first) : null;
  const text = claim ? `assert ${sayAt(syntax, claim)}` : "assert";
  if (!claim)
    return { text, subject: text, strength: loose, due: loose, wildcards: 0, weight: 1, trivial: true };
  const { subject, given, strength, due } = claimOf(syntax, claim);
  const constants = constantsOf(syntax);
  const isFixed = isConstant(syntax, claim, constants);
  const isSame = given !== undefined && strength === exact && sayAt(syntax, subject) === sayAt(syntax, given);
  const isTuple = claim.type === "tuple";
  return {
    text,
    subject: sayAt(syntax, subject),
    strength,
    due,
    wildcards: given ? wildcardsIn(syntax, given) : 0,
    trivial: isFixed || isSame || isTuple || isAlwaysTrue(syntax, claim),
    weight: Math.max(claim.type === "boolean_operator" ? 2 : 1, given ? leavesOf(given) : 1),
  };
}

const unwrapped = (node: SyntaxNode): SyntaxNode =>
  node.type === "parenthesized_expression"
    ? unwrapped(node.children.find(({ named }) => named) ?? node)
    : node;

interface Claim {
  subject: SyntaxNode;
  given: SyntaxNode | undefined;
  strength: Strength;
  due: Strength;
}

function claimOf(syntax: Syntax, claim: SyntaxNode): Claim {
  if (claim.type === "boolean_operator") {
    const left = claim.children.find(({ named }) => named);
    const inner = left ? claimOf(syntax, unwrapped(left)) : null;
    return inner ?? { subject: claim, given: undefined, strength: loose, due: loose };
  }
  if (claim.type === "comparison_operator") return comparison(syntax, claim);
  const isKind = claim.type === "call" && textAt(syntax, claim).startsWith("isinstance(");
  const subject = isKind ? argumentsOf(childOf(claim, "arguments"))[0] : undefined;
  return subject
    ? { subject, given: undefined, strength: kind, due: kind }
    : { subject: claim, given: undefined, strength: loose, due: loose };
}

function comparison(syntax: Syntax, claim: SyntaxNode): Claim {
  const [left = claim, right] = claim.children.filter(({ named }) => named);
  const operator = claim.children
    .filter(({ field }) => field === "operators")
    .map((each) => textAt(syntax, each))
    .join(" ");
  const isYoda =
    isConstant(syntax, left, new Set()) && right !== undefined && !isConstant(syntax, right, new Set());
  const [subject, given] = isYoda ? [right, left] : [left, right];
  const value = given ? textAt(syntax, given) : "";
  const strength = comparedStrength(operator, value);
  const isType = subject.type === "call" && textAt(syntax, subject).startsWith("type(");
  const inner = isType ? argumentsOf(childOf(subject, "arguments"))[0] : undefined;
  if (inner) return { subject: inner, given, strength: kind, due: kind };
  return { subject, given, strength, due: /^(True|False)$/.test(value) ? loose : strength };
}

function comparedStrength(operator: string, value: string): Strength {
  if (operator === "==" || operator === "is") return /^(mock\.)?ANY$/.test(value) ? loose : exact;
  if (operator === "!=" || operator === "is not") return loose;
  if (/^(>|>=)$/.test(operator) && /^(-\d+|0)$/.test(value)) return loose;
  return /^[<>]/.test(operator) ? bound : partial;
}

/** `self.assertEqual(...)`, `mock.assert_called_with(...)`, `np.testing.assert_allclose(...)`, `pytest.raises(...)`. */
export function assertedCall(syntax: Syntax, node: SyntaxNode): Said | null {
  const chain = chainAt(syntax, node);
  const names = namesOf(chain);
  const name = names.at(-1) ?? "";
  const isRaises = /^(pytest\.)?(raises|warns|deprecated_call)$/.test(names.join("."));
  const isOwn =
    /^(self|cls|case|testcase)$/i.test(names[0] ?? "") &&
    /^assert[A-Z_]/.test(name) &&
    names.length === 2 &&
    isKnown(name);
  const isMethod = names.length > 1 && names[0] !== "self" && name.startsWith("assert_");
  if (!isRaises && !isOwn && !isMethod) return null;
  if (noAssertions.has(name)) return null;
  return saidBy(syntax, { node, name, args: argumentsOf(lastCall(chain)), isRaises });
}

/** Methods of unittest; a test's own are looked at where they are defined. */
const isKnown = (name: string): boolean =>
  /^assert(Not|Almost|Dict|List|Set|Tuple|Count|Sequence|Multi)*(Equal|Equals|Equals?|Is|IsNot|IsNone|IsNotNone|In|NotIn|IsInstance|NotIsInstance|True|False|Raises|RaisesRegex|Warns|WarnsRegex|Logs|NoLogs|Regex|NotRegex|Greater|GreaterEqual|Less|LessEqual|Contains|NotContains|Redirects|TemplateUsed|NumQueries|HTMLEqual|JSONEqual|QuerySetEqual|QuerysetEqual|FormError|AlmostEqual|CountEqual|DictContainsSubset|Raises(Message)?)$/.test(
    name,
  );

const weightOf = (given: SyntaxNode | undefined): number => (given ? leavesOf(given) : 1);
const wordsOf = (syntax: Syntax, node: SyntaxNode | undefined): string => (node ? sayAt(syntax, node) : "");

interface OwnCall {
  node: SyntaxNode;
  name: string;
  args: readonly SyntaxNode[];
  isRaises: boolean;
}

function saidBy(syntax: Syntax, call: OwnCall): Said {
  const { node, name, args, isRaises } = call;
  const isTruth = /^assert(True|False)$/.test(name);
  const [subject, given] = isTruth ? [args[0], undefined] : ordered(syntax, args);
  const claim = isTruth && subject ? claimOf(syntax, unwrapped(subject)) : null;
  const isOpen = needArgument.has(name) ? args.length < 2 : isOpenBound(name, wordsOf(syntax, given));
  const strength = isOpen ? loose : (claim?.strength ?? strengthOf(name));
  const about = isRaises ? undefined : (claim?.subject ?? subject);
  return {
    text: sayAt(syntax, node),
    subject: sayAt(syntax, about ?? node),
    strength,
    due: claim ? loose : strength,
    wildcards: given ? wildcardsIn(syntax, given) : 0,
    trivial: !isRaises && isTrivial(syntax, name, [subject, given]),
    weight: isRaises ? args.length + 1 : weightOf(given),
  };
}

/** The one that is no literal is the subject, wherever it stands. */
function ordered(
  syntax: Syntax,
  args: readonly SyntaxNode[],
): [SyntaxNode | undefined, SyntaxNode | undefined] {
  const [first, second] = args.filter(({ type }) => type !== "keyword_argument");
  return first && second && isConstant(syntax, first, new Set()) ? [second, first] : [first, second];
}

function isTrivial(
  syntax: Syntax,
  name: string,
  [subject, given]: readonly [SyntaxNode | undefined, SyntaxNode | undefined],
): boolean {
  if (!subject || name.startsWith("assert_")) return false;
  const constants = constantsOf(syntax);
  const isFixed = isConstant(syntax, subject, constants) && (!given || isConstant(syntax, given, constants));
  const isSame = given !== undefined && sayAt(syntax, given) === sayAt(syntax, subject);
  return isFixed || (isSame && /Equal$|Is$/.test(name) && !name.includes("Not"));
}

const isAlwaysTrue = (syntax: Syntax, claim: SyntaxNode): boolean =>
  claim.type === "boolean_operator" && /\bor\s+(True|1)$|^(True|1)\s+or\b/.test(textAt(syntax, claim));

const wildcardsIn = (syntax: Syntax, node: SyntaxNode): number =>
  [...nodesBelow(node)].filter((each) => each.type === "identifier" && textAt(syntax, each) === "ANY").length;
