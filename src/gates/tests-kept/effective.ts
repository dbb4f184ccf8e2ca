import { isAssertive } from "./matchers.ts";
import {
  type Assertion,
  type Body,
  type Call,
  many,
  strengths,
  type TestCase,
  type TestFile,
} from "./model.ts";

/** Functions that call each other could say without end. */
const enough = 2_000;

/** What tests assert, with what the functions assert that they call. */
export class Effective {
  private readonly functions = new Map<string, { path: string; body: Body }[]>();
  private readonly known = new Map<Body, readonly Assertion[]>();
  private readonly files: ReadonlyMap<string, TestFile>;

  constructor(files: ReadonlyMap<string, TestFile>) {
    this.files = files;
    for (const file of files.values())
      for (const [name, body] of file.functions)
        this.functions.set(name, [...(this.functions.get(name) ?? []), { path: file.path, body }]);
  }

  /** All that a test asserts: itself, through functions, and through the hooks of its file. */
  ofCase(test: TestCase): readonly Assertion[] {
    const hooks = this.files.get(test.path)?.hooks;
    return [...this.ofBody(test, test.path), ...(hooks ? this.ofBody(hooks, test.path) : [])];
  }

  private ofBody(body: Body, path: string): readonly Assertion[] {
    const known = this.known.get(body);
    if (known) return known;
    this.known.set(body, []); // a function that calls itself says nothing more by it
    const all = [...body.assertions];
    for (const call of body.calls) {
      if (all.length >= enough) break;
      all.push(...this.ofCall(call, path).slice(0, enough));
    }
    this.known.set(body, all);
    return all;
  }

  private ofCall(call: Call, path: string): readonly Assertion[] {
    const found = this.functions.get(call.name) ?? [];
    const own = found.find((each) => each.path === path) ?? found[0];
    if (!own) return isAssertive(call.name) ? [byName(call, path)] : [];
    const said = this.ofBody(own.body, own.path);
    if (!call.looped && call.flaw === null) return said;
    return said.map((assertion) => {
      const most = call.looped ? many : assertion.most;
      return Object.assign({}, assertion, { most, flaw: assertion.flaw ?? call.flaw });
    });
  }
}

/** A function that nothing is known of but that its name says that it asserts. */
const byName = (call: Call, path: string): Assertion => ({
  path,
  line: call.line,
  text: call.text,
  subject: call.text,
  strength: strengths.exact,
  due: strengths.loose,
  least: /^(expect|assert)/.test(call.name) ? 1 : 0,
  most: many,
  wildcards: 0,
  flaw: call.flaw,
});
