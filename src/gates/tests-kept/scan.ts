import type { Syntax, SyntaxNode } from "../syntax/syntax.ts";
import { type Assertion, type Body, type Call, type Flaw, many, type Marker } from "./model.ts";

/** What an assertion says, wherever it stands. */
export type Said = Omit<Assertion, "path" | "line" | "least" | "most" | "flaw"> & {
  trivial: boolean;
  weight: number;
  /** It may be there for another reason, and nobody misses it. */
  isSpare?: boolean;
};

/** What a node is to whoever looks for assertions. */
export interface Sight {
  assertion?: Said;
  call?: Pick<Call, "name" | "text">;
  stop?: string;
  seeks?: boolean;
  /** What to go on with below; all children when it is not said. */
  below?: readonly SyntaxNode[];
  /** What holds for all below. */
  looped?: boolean;
  flaw?: Flaw | null;
  /** Parts below for which something holds of their own. */
  parts?: ReadonlyMap<SyntaxNode, Flaw>;
}

/** A language's way of writing tests. */
export interface Dialect {
  sight(syntax: Syntax, node: SyntaxNode, parents: readonly SyntaxNode[]): Sight;
}

interface Place {
  looped: boolean;
  flaw: Flaw | null;
}

/** Assertions, calls and stops in a body. */
export function scan(syntax: Syntax, path: string, body: readonly SyntaxNode[], dialect: Dialect): Body {
  const assertions: Assertion[] = [];
  const calls: Call[] = [];
  const stops: Marker[] = [];
  let seeks = false;
  const visit = (node: SyntaxNode, parents: readonly SyntaxNode[], place: Place): void => {
    const sight = dialect.sight(syntax, node, parents);
    const here: Place = {
      looped: place.looped || sight.looped === true,
      flaw: place.flaw ?? sight.flaw ?? null,
    };
    if (sight.assertion) assertions.push(asserted(path, node.line, sight.assertion, here));
    if (sight.call) calls.push({ ...sight.call, ...here, line: node.line });
    if (sight.stop !== undefined) stops.push({ text: sight.stop, line: node.line });
    seeks ||= sight.seeks === true;
    for (const child of sight.below ?? node.children) {
      if (!child.named) continue;
      const flaw = here.flaw ?? sight.parts?.get(child) ?? null;
      visit(child, [...parents.slice(-5), node], { looped: here.looped, flaw });
    }
  };
  for (const node of body) visit(node, [], { looped: false, flaw: null });
  return { assertions, calls, stops, seeks };
}

function asserted(path: string, line: number, said: Said, place: Place): Assertion {
  const { trivial, weight, isSpare, ...rest } = said;
  return {
    ...rest,
    path,
    line,
    least: isSpare === true ? 0 : 1,
    most: place.looped ? many : weight,
    flaw: place.flaw ?? (trivial ? "trivial" : null),
  };
}
