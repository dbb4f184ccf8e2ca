import type { Field, Kind, Schema, Shape } from "../description.ts";
import { isNode, listOf, type Node, resolve } from "./tree.ts";

/** A shape as it is put together: which fields are required is known only at the end. */
interface Draft extends Omit<Shape, "fields"> {
  fields: ReadonlyMap<string, Omit<Field, "isRequired">>;
  required: ReadonlySet<string>;
}

const anything: Draft = {
  isUnknown: false,
  kinds: new Set(),
  values: null,
  fields: new Map(),
  required: new Set(),
  isClosed: false,
  others: null,
  items: null,
  rules: new Map(),
};

const kindNames: readonly Kind[] = ["string", "integer", "number", "boolean", "object", "array", "null"];

const ruleNames = [
  "format",
  "pattern",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
];

/** Reads the schemas of one document, each once. */
export class Shapes {
  private readonly root: Node;
  private readonly ids = new WeakMap<object, string>();
  private readonly known = new Map<string, Schema>();
  private readonly drafts = new Map<string, Draft>();
  private count = 0;

  constructor(root: Node) {
    this.root = root;
  }

  /** The schema at a node; a plain reference is what it points to. */
  schema(node: unknown): Schema {
    if (!isNode(node)) return this.keep(node === false ? "nothing" : "anything", () => anything);
    const target = isPlainReference(node) ? resolve(this.root, node) : node;
    if (target === null) return this.keep("elsewhere", () => ({ ...anything, isUnknown: true }));
    return this.keep(this.idOf(target), () => this.read(target));
  }

  /** One of several, or all of them at once. The same members make the same schema, so that circles end. */
  private joined(way: "any" | "all", members: readonly Schema[]): Schema {
    const distinct = [...new Map(members.map((member) => [member.id, member])).values()];
    const [only] = distinct;
    if (only && distinct.length === 1) return only;
    const ids = distinct.map(({ id }) => id).toSorted();
    const id = `${way}(${ids.join(" ")})`;
    // Schemas that grow without end are not followed.
    if (id.length > 2_000) return this.keep("elsewhere", () => ({ ...anything, isUnknown: true }));
    const drafts = () => distinct.map((member) => this.draft(member.id));
    return this.keep(id, () => (way === "any" ? this.either(drafts()) : this.both(drafts())));
  }

  private readonly makers = new Map<string, () => Draft>();

  private keep(id: string, make: () => Draft): Schema {
    const known = this.known.get(id);
    if (known) return known;
    this.makers.set(id, make);
    let shape: Shape | null = null;
    const schema: Schema = { id, shape: () => (shape ??= finished(this.draft(id), this.schema(true))) };
    this.known.set(id, schema);
    return schema;
  }

  private readonly underWay = new Set<string>();

  private draft(id: string): Draft {
    const known = this.drafts.get(id);
    if (known) return known;
    if (this.underWay.has(id) || this.underWay.size > 200) return anything; // it says nothing but itself
    this.underWay.add(id);
    const made = this.makers.get(id)?.() ?? anything;
    this.underWay.delete(id);
    this.drafts.set(id, made);
    return made;
  }

  private idOf(node: object): string {
    const id = this.ids.get(node) ?? String(this.count++);
    this.ids.set(node, id);
    return id;
  }

  private read(node: Node): Draft {
    const target = typeof node["$ref"] === "string" ? [this.schema({ $ref: node["$ref"] })] : [];
    const all = [...target, ...listOf(node["allOf"]).map((each) => this.schema(each))];
    const drafts = [this.own(node), ...all.map(({ id }) => this.draft(id))];
    for (const word of ["oneOf", "anyOf"]) {
      const members = listOf(node[word]).map((each) => this.draft(this.schema(each).id));
      if (members.length > 0) drafts.push(this.either(members));
    }
    return this.both(drafts);
  }

  private own(node: Node): Draft {
    const values = valuesOf(node);
    const others = node["additionalProperties"];
    const kinds = kindsOf(node, values);
    return {
      isUnknown: false,
      kinds,
      values:
        values && new Set(values.filter((value) => value !== null).map((value) => JSON.stringify(value))),
      fields: new Map(
        Object.entries(isNode(node["properties"]) ? node["properties"] : {}).map(([name, each]) => [
          name,
          { schema: this.schema(each), only: this.onlyIn(each) },
        ]),
      ),
      required: new Set(listOf(node["required"]).filter((name) => typeof name === "string")),
      isClosed: others === false || node["unevaluatedProperties"] === false,
      others: isNode(others) || others === true ? this.schema(others) : null,
      items: isNode(node["items"]) ? this.schema(node["items"]) : null,
      rules: new Map(
        ruleNames
          .filter((name) => node[name] !== undefined)
          .map((name) => [name, JSON.stringify(node[name])]),
      ),
    };
  }

  private onlyIn(value: unknown): Field["only"] {
    const node = isNode(value) ? (isPlainReference(value) ? resolve(this.root, value) : value) : null;
    if (node?.["readOnly"] === true) return "response";
    return node?.["writeOnly"] === true ? "request" : null;
  }

  private both(drafts: readonly Draft[]): Draft {
    return drafts.reduce((a, b) => ({
      isUnknown: a.isUnknown || b.isUnknown,
      kinds: narrower(a.kinds, b.kinds),
      values:
        a.values && b.values
          ? new Set([...a.values].filter((each) => b.values?.has(each)))
          : (a.values ?? b.values),
      fields: this.fieldsOf("all", a, b),
      required: new Set([...a.required, ...b.required]),
      isClosed: a.isClosed || b.isClosed,
      others: this.one("all", a.others, b.others),
      items: this.one("all", a.items, b.items),
      rules: new Map([...a.rules, ...b.rules]),
    }));
  }

  private either(drafts: readonly Draft[]): Draft {
    const isNull = ({ kinds }: Draft): boolean => kinds.size === 1 && kinds.has("null");
    const real = drafts.filter((draft) => !isNull(draft));
    if (real.length === 0) return drafts[0] ?? anything;
    const joined = real.reduce((a, b) => ({
      isUnknown: a.isUnknown || b.isUnknown,
      kinds: wider(a.kinds, b.kinds),
      values: a.values && b.values ? new Set([...a.values, ...b.values]) : null,
      fields: this.fieldsOf("any", a, b),
      required: new Set([...a.required].filter((name) => b.required.has(name))),
      isClosed: a.isClosed && b.isClosed,
      others: this.one("any", a.others, b.others),
      items: this.one("any", a.items, b.items),
      rules: new Map([...a.rules].filter(([name, rule]) => b.rules.get(name) === rule)),
    }));
    if (real.length === drafts.length || joined.kinds.size === 0) return joined;
    return { ...joined, kinds: new Set([...joined.kinds, "null"]) };
  }

  private fieldsOf(way: "any" | "all", a: Draft, b: Draft): Draft["fields"] {
    const fields = new Map(a.fields);
    for (const [name, field] of b.fields) {
      const other = a.fields.get(name);
      const schema = other ? this.joined(way, [other.schema, field.schema]) : field.schema;
      fields.set(name, { schema, only: other && other.only !== field.only ? null : field.only });
    }
    return fields;
  }

  private one(way: "any" | "all", a: Schema | null, b: Schema | null): Schema | null {
    return a && b ? this.joined(way, [a, b]) : (a ?? b);
  }
}

/** References beside which nothing stands that changes the meaning. */
const isPlainReference = (node: Node): boolean =>
  typeof node["$ref"] === "string" &&
  Object.keys(node).every((key) => key === "$ref" || ["description", "summary", "title"].includes(key));

function finished({ required, ...draft }: Draft, any: Schema): Shape {
  const fields = new Map<string, Field>();
  for (const [name, field] of draft.fields) fields.set(name, { ...field, isRequired: required.has(name) });
  for (const name of required)
    if (!fields.has(name)) fields.set(name, { schema: any, only: null, isRequired: true });
  return { ...draft, fields };
}

const valuesOf = (node: Node): readonly unknown[] | null =>
  Array.isArray(node["enum"]) ? node["enum"] : "const" in node ? [node["const"]] : null;

function kindsOf(node: Node, values: readonly unknown[] | null): Set<Kind> {
  const said = [node["type"]].flat().filter((each): each is Kind => kindNames.some((kind) => kind === each));
  const told = said.length > 0 ? said : values ? values.map(kindOf) : inferred(node);
  const kinds = new Set<Kind>(told);
  if (kinds.size > 0 && (node["nullable"] === true || node["x-nullable"] === true)) kinds.add("null");
  if (kinds.has("number")) kinds.delete("integer");
  return kinds;
}

const inferred = (node: Node): Kind[] => {
  if (isNode(node["properties"]) || isNode(node["additionalProperties"])) return ["object"];
  return isNode(node["items"]) ? ["array"] : [];
};

function kindOf(value: unknown): Kind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "string" || typeof value === "boolean") return typeof value as "string" | "boolean";
  return "object";
}

function narrower(a: ReadonlySet<Kind>, b: ReadonlySet<Kind>): ReadonlySet<Kind> {
  if (a.size === 0 || b.size === 0) return a.size === 0 ? b : a;
  const kept = [...a].filter((kind) => b.has(kind) || (kind === "integer" && b.has("number")));
  const whole = a.has("number") && b.has("integer") ? (["integer"] as const) : [];
  return new Set([...kept, ...whole]);
}

function wider(a: ReadonlySet<Kind>, b: ReadonlySet<Kind>): ReadonlySet<Kind> {
  return a.size === 0 || b.size === 0 ? new Set() : new Set([...a, ...b]);
}
