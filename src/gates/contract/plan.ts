import { declares, type Description, nameOf, type Operation } from "./description.ts";
import type { Mismatch } from "./mismatch.ts";
import { operationsAt, piecesOf } from "./paths.ts";

/** An operation that a text names; without a method it stands for all at its path. */
export interface Named {
  method: string | null;
  path: string;
}

/** One row of a plan's table of operations. */
export interface PlannedRow {
  operations: readonly Named[];
  /** Refusals that the row promises: "404". */
  statuses: readonly string[];
  /** The row says that its operation goes away. */
  isRemoval: boolean;
  line: number;
}

const methodOrPath =
  /\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b|(?<![\w.:/])(\/(?:[\w\-.~%@+*]|[{[<:$][\w\-.]*[}\]>]?|\/)*)/g;

/** Every operation that a text names, in its order: `GET /a`, `GET and POST /a`, or only a path. */
export function namedIn(text: string): Named[] {
  const found: Named[] = [];
  let methods: string[] = [];
  let isUsed = true;
  for (const [, method, path] of text.matchAll(methodOrPath)) {
    if (method !== undefined) {
      methods = isUsed ? [method] : [...methods, method];
      isUsed = false;
    } else if (path !== undefined && path !== "/") {
      isUsed = true;
      const plain = path.replace(/[.]+$/, "");
      found.push(...(methods.length === 0 ? [null] : methods).map((each) => ({ method: each, path: plain })));
    }
  }
  return found;
}

const about = /operation|endpoint|\bapi\b|route|changes/i;
const elsewhere = /risk|scope|not part|test|alternative|later|pattern|existing|question/i;

interface Row {
  head: readonly string[];
  cells: readonly string[];
  line: number;
  isAbout: boolean;
}

/** Rows of the tables in which a plan says what there will be; those about operations, where there are such. */
function rowsIn(plan: string): Row[] {
  const rows: Row[] = [];
  let heading = "";
  let head: string[] | null = null;
  for (const [index, text] of plan.split("\n").entries()) {
    if (/^#{1,6}\s/.test(text)) heading = text;
    const cells = cellsOf(text);
    if (cells === null || elsewhere.test(heading)) head = null;
    else if (head === null) head = cells;
    else if (!cells.every((cell) => /^:?-*:?$/.test(cell)))
      rows.push({ head, cells, line: index + 1, isAbout: about.test(heading) });
  }
  return rows;
}

/** The cells of the tables in which a plan says what there will be. */
export const tableCells = (plan: string): (readonly string[])[] => rowsIn(plan).map(({ cells }) => cells);

/** Rows of the tables of operations in a plan; rows about events, commands and the like are none. */
export function plannedRows(plan: string): PlannedRow[] {
  const rows = rowsIn(plan).flatMap((row) => {
    const planned = rowOf(row);
    return planned ? [{ planned, isAbout: row.isAbout }] : [];
  });
  const some = rows.some(({ isAbout }) => isAbout);
  return rows.filter(({ isAbout }) => isAbout || !some).map(({ planned }) => planned);
}

function cellsOf(line: string): string[] | null {
  const text = line.trim();
  if (!text.includes("|")) return null;
  return text
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function rowOf({ head, cells, line }: Row): PlannedRow | null {
  const plain = cells.map((cell) => cell.replaceAll(/[`*]|\\(?=\|)/g, ""));
  const operations = operationsOf(head, plain);
  if (operations.length === 0) return null;
  const rest = plain.filter((_, at) =>
    /error|answer|response|status|result|refus|fail|output|return/i.test(head[at] ?? ""),
  );
  return {
    operations,
    statuses: [...new Set(rest.flatMap(statusesIn))],
    isRemoval: /\b(removed|retired|dropped|withdrawn|goes away|is gone)\b/i.test(plain.join(" | ")),
    line,
  };
}

/** Methods and paths may stand in one cell, or in a column each. */
function operationsOf(head: readonly string[], cells: readonly string[]): Named[] {
  const column = (word: RegExp): string => cells[head.findIndex((name) => word.test(name))] ?? "";
  const [method, path] = [column(/method|verb/i), column(/path|route|url|endpoint|operation/i)];
  const both = method === "" || /[A-Z]{3,7}\s+\//.test(path) ? "" : `${method.toUpperCase()} ${path}`;
  const first = both === "" ? (cells.find((cell) => namedIn(cell).length > 0) ?? "") : both;
  const isFirst = both !== "" || cells.indexOf(first) < 2;
  return isFirst ? namedIn(first).filter((named) => named.method !== null) : [];
}

const known =
  /^(400|401|402|403|404|405|406|408|409|410|411|412|413|414|415|416|417|418|422|423|424|425|426|428|429|431|451|500|501|502|503|504|507)$/;
const counted =
  /^\s*(?:%|\*|(?:[a-z]+\s)?(?:characters|chars|letters|items|entries|rows|records|results|products|requests|calls|bytes|kb|kib|mb|mib|ms|s|seconds|minutes|words|lines|pixels|px|cents|euros?|dollars?|per|at most|or (?:less|more|fewer)))\b/i;
const measuring =
  /(?:\b(?:to|than|most|least|of|maximum|max|min|limit|limited|until|first|last|within|no|not|never|without|instead of)|[-–×<>=≤≥$€])\s*$/i;

/** Statuses of refusals that a cell promises; other numbers are none. */
function statusesIn(cell: string): string[] {
  return [...cell.matchAll(/(?<![\w.])(\d{3})(?![\w]|\.\d)/g)].flatMap((match) => {
    const status = match[1] ?? "";
    const before = cell.slice(0, match.index);
    const after = cell.slice(match.index + 3);
    return known.test(status) && !counted.test(after) && !measuring.test(before) ? [status] : [];
  });
}

/** Each operation of the plan exists as it says. */
export function missingFrom(
  description: Description,
  rows: readonly PlannedRow[],
  base: Description | null,
): Mismatch[] {
  return rows.flatMap((row) => {
    const found = row.operations.map((named) => ({ named, operation: find(description, named) }));
    const missing = found
      .filter(({ named, operation }) => !operation && !(row.isRemoval && base && find(base, named)))
      .map(({ named }) => absent(description, named));
    const present = found.flatMap(({ operation }) => (operation ? [operation] : []));
    const silent = row.statuses.filter(
      (status) => present.length > 0 && !present.some(({ responses }) => declares(responses, status)),
    );
    const names = present.map(nameOf).join(", ");
    return [
      ...missing,
      ...silent.map((status) => ({
        rule: "plan-status",
        operation: names,
        field: `answer ${status}`,
        message: "the plan promises this status, and the description does not declare it",
      })),
    ];
  });
}

function find(description: Description, { method, path }: Named): Operation | undefined {
  const named = piecesOf(path);
  return operationsAt(description, path).find(
    (operation) =>
      (method === null || operation.method === method) && isNamed(named, piecesOf(operation.path)),
  );
}

/** A plan names what varies as such, or by an example: "/products/p1". */
const isNamed = (named: readonly string[], own: readonly string[]): boolean => {
  const [a, b] = [named.toReversed(), own.toReversed()];
  return b.every((piece, at) => piece !== "" || a[at] === undefined || a[at] === "" || /\d/.test(a[at]));
};

function absent(description: Description, { method, path }: Named): Mismatch {
  const others = [...new Set(operationsAt(description, path).map((each) => each.method))];
  const there = others.length > 0 ? `there is only ${others.join(", ")}` : "nothing has this path";
  return {
    rule: "plan-operation",
    operation: `${method ?? "*"} ${path}`,
    field: "",
    message: `the plan names it, and the description does not have it (${there}); build and describe it`,
  };
}

/** Operations that came with this feature and that nobody planned. */
export function undeclared(
  added: readonly Operation[],
  description: Description,
  texts: readonly string[],
): Mismatch[] {
  const named = new Set(
    texts
      .flatMap(namedIn)
      .flatMap(({ method, path }) =>
        operationsAt(description, path).filter((each) => method === null || each.method === method),
      ),
  );
  return added
    .filter((operation) => !named.has(operation))
    .map((operation) => ({
      rule: "undeclared-operation",
      operation: nameOf(operation),
      field: "",
      message: "it is new, and no row of the plan names it; take it out, or a person must allow it",
    }));
}
