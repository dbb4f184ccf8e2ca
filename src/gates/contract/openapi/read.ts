import type { Description, Operation, Parameter, Schema } from "../description.ts";
import { Shapes } from "./shapes.ts";
import { isNode, listOf, type Node, nodeOf, resolve, textOf, treeOf } from "./tree.ts";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** Reads an OpenAPI document (2.0, 3.0 or 3.1; JSON or YAML), or says why it cannot be read. */
export function readOpenApi(
  source: string | Node,
): { description: Description; tree: Node } | { problem: string } {
  const read = typeof source === "string" ? treeOf(source) : { tree: source };
  if ("problem" in read) return read;
  const { tree } = read;
  if (typeof tree["openapi"] !== "string" && typeof tree["swagger"] !== "string")
    return { problem: "it is no OpenAPI document: neither `openapi` nor `swagger` names a version" };
  const reader = new Reader(tree);
  const operations = Object.entries(nodeOf(tree["paths"])).flatMap(([path, item]) => reader.item(path, item));
  return { tree, description: { operations, prefixes: prefixesOf(tree), hosts: hostsOf(tree) } };
}

function prefixesOf(tree: Node): string[] {
  const old = textOf(tree["basePath"]);
  const servers = listOf(tree["servers"]).map((each) => serverPath(nodeOf(each)));
  const found = typeof tree["swagger"] === "string" ? [old] : servers;
  const plain = found.map((path) => path.replace(/\/+$/, ""));
  return plain.length === 0 ? [""] : [...new Set(plain)];
}

const hostsOf = (tree: Node): string[] =>
  [textOf(tree["host"]), ...listOf(tree["servers"]).map((each) => hostOf(textOf(nodeOf(each)["url"])))]
    .filter(Boolean)
    .map((host) => host.toLowerCase());

const hostOf = (address: string): string => /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/]+)/i.exec(address)?.[1] ?? "";

/** The path of a server's address; variables have their defaults. */
function serverPath(server: Node): string {
  const variables = nodeOf(server["variables"]);
  const address = textOf(server["url"]).replace(/\{([^}]*)\}/g, (_, name: string) =>
    textOf(nodeOf(variables[name])["default"]),
  );
  const path = address.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/]*/i, "");
  return path === "" || path.startsWith("/") ? path : `/${path}`;
}

class Reader {
  private readonly root: Node;
  private readonly shapes: Shapes;
  private readonly isOld: boolean;

  constructor(root: Node) {
    this.root = root;
    this.shapes = new Shapes(root);
    this.isOld = typeof root["swagger"] === "string";
  }

  item(path: string, value: unknown): Operation[] {
    const item = this.target(value);
    return methods
      .filter((method) => isNode(item[method]))
      .map((method) => this.operation(`${path.startsWith("/") ? "" : "/"}${path}`, method, item));
  }

  private operation(path: string, method: string, item: Node): Operation {
    const node = nodeOf(item[method]);
    const given = new Map<string, Node>();
    for (const each of [...listOf(item["parameters"]), ...listOf(node["parameters"])]) {
      const parameter = this.target(each);
      given.set(`${textOf(parameter["in"])}:${textOf(parameter["name"])}`, parameter);
    }
    const all = [...given.values()];
    return {
      method: method.toUpperCase(),
      path,
      parameters: all
        .filter((each) => !["body", "formData"].includes(textOf(each["in"])))
        .map((each) => this.parameter(each)),
      body: this.isOld ? this.oldBody(all) : this.body(node["requestBody"]),
      responses: new Map(
        Object.entries(nodeOf(node["responses"]))
          .filter(([status]) => !status.startsWith("x-"))
          .map(([status, response]) => [
            status === "default" ? status : status.toUpperCase(),
            this.response(this.target(response)),
          ]),
      ),
    };
  }

  private parameter(node: Node): Parameter {
    const content = this.contentOf(node["content"]);
    return {
      name: textOf(node["name"]),
      in: textOf(node["in"]),
      isRequired: node["required"] === true,
      schema: content ?? this.shapes.schema(this.isOld ? withoutPlace(node) : node["schema"]),
    };
  }

  private body(value: unknown): Operation["body"] {
    if (!isNode(value)) return null;
    const node = this.target(value);
    return { isRequired: node["required"] === true, schema: this.contentOf(node["content"]) };
  }

  private oldBody(parameters: readonly Node[]): Operation["body"] {
    const body = parameters.find((each) => each["in"] === "body");
    if (body) return { isRequired: body["required"] === true, schema: this.shapes.schema(body["schema"]) };
    const form = parameters.filter((each) => each["in"] === "formData");
    if (form.length === 0) return null;
    const required = form.filter((each) => each["required"] === true).map((each) => textOf(each["name"]));
    const properties = Object.fromEntries(form.map((each) => [textOf(each["name"]), withoutPlace(each)]));
    const schema = this.shapes.schema({ type: "object", required, properties });
    return { isRequired: required.length > 0, schema };
  }

  private response(node: Node): Schema | null {
    if (!this.isOld) return this.contentOf(node["content"]);
    return node["schema"] === undefined ? null : this.shapes.schema(node["schema"]);
  }

  /** What is sent as JSON; where nothing is, whatever comes first. */
  private contentOf(value: unknown): Schema | null {
    const content = Object.entries(nodeOf(value));
    const json = content.find(([type]) => /\bjson\b/i.test(type)) ?? content[0];
    const schema = nodeOf(json?.[1])["schema"];
    return schema === undefined ? null : this.shapes.schema(schema);
  }

  private target(value: unknown): Node {
    return isNode(value) ? (resolve(this.root, value) ?? {}) : {};
  }
}

/** OpenAPI 2.0 writes a parameter's schema beside its name and place. */
function withoutPlace({ name: _name, in: _in, required: _required, ...schema }: Node): Node {
  return schema;
}
