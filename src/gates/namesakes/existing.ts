import { linesIn } from "../references/resolve.ts";
import { languageOf } from "../syntax/languages.ts";
import { type DeclaredSymbol, symbolsOf } from "../syntax/symbols.ts";
import { type Declared, endpointsIn } from "./endpoints.ts";
import { isNear, mayClash, type Name, nameOf, type Sort, sortOfPath } from "./names.ts";

/** Something of the repository that a new thing could be taken for. */
export interface Existing {
  /** "table `reviews`". */
  what: string;
  name: string;
  path: string;
  line: number;
}

/** Tables and models that are declared in words of their own. */
const tables: readonly RegExp[] = [
  /\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?["'`[]?(?:\w{1,60}\.)?(\w{1,80})/gi,
  /\b(?:createTable|pgTable|mysqlTable|sqliteTable|create_table|defineTable|dropTable)\(?\s{0,20}:?["'`]?(\w{1,80})/g,
  /^\s{0,20}model\s+(\w{1,80})\s*\{/gm,
  /@(?:Entity|Table)\(\s{0,20}(?:name\s?=\s?)?["'`](\w{1,80})/g,
  /\b__tablename__\s?=\s?["'](\w{1,80})/g,
];
const others = /\b(?:class|interface|struct|enum|object|trait|protocol|record)\s+([A-Za-z_]\w{1,80})/g;
const kinds = new Set(["class", "interface", "type", "enum", "function", "constant"]);

/** What files declare that has nearly the name of something new. Only files that hold such a word are parsed. */
export class Catalogue {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly words: Map<string, { name: Name; paths: string[] }> = new Map();
  private readonly symbols: Map<string, Promise<DeclaredSymbol[]>> = new Map();
  private endpointsByPath: Map<string, Declared[]> | null = null;

  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = texts;
    for (const [path, text] of texts) this.take(path, text);
  }

  private take(path: string, text: string): void {
    const stem = path.slice(path.lastIndexOf("/") + 1).split(".")[0] ?? "";
    for (const word of new Set([...(text.match(/[A-Za-z_]\w{2,80}/g) ?? []), stem])) {
      const known = this.words.get(word);
      if (known) known.paths.push(path);
      else this.words.set(word, { name: nameOf(word), paths: [path] });
    }
  }

  /** Declarations that a new thing could be taken for, the nearest first. */
  async near(wanted: Name): Promise<Existing[]> {
    const found: Existing[] = [];
    for (const [word, { name, paths }] of this.words) {
      if (found.length >= 5) break;
      if (!isNear(wanted.key, name.key)) continue;
      for (const path of paths.slice(0, 40)) found.push(...(await this.declared(word, path, wanted.sort)));
    }
    const exact = ({ name }: Existing): number => (nameOf(name).key === wanted.key ? 0 : 1);
    return found.sort((a, b) => exact(a) - exact(b));
  }

  private async declared(word: string, path: string, sort: Sort): Promise<Existing[]> {
    const text = this.texts.get(path) ?? "";
    const place = (what: string, line: number): Existing[] => [
      { what: `${what} \`${word}\``, name: word, path, line },
    ];
    const own = nameOf(word).sort;
    const isSort = (given: Sort): boolean => mayClash(sort, own === "unknown" ? given : own);
    if (isSort("data")) {
      for (const pattern of tables) {
        const match = [...text.matchAll(pattern)].find((each) => each[1] === word);
        if (match) return place("table", linesIn(text.slice(0, match.index + 1)));
      }
    }
    if (!isSort(sortOfPath(path))) return [];
    const symbol = (await this.symbolsIn(path, text)).find(
      ({ name, kind, in: holder }) => name === word && holder === null && isTold(kind, word),
    );
    if (symbol) return place(symbol.kind, symbol.line);
    if (languageOf(path) !== null) return [];
    const match = [...text.matchAll(others)].find((each) => each[1] === word);
    if (match) return place("type", linesIn(text.slice(0, match.index + 1)));
    return /\.(?:vue|svelte|astro)$/.test(path) && path.includes(`/${word}.`) ? place("component", 1) : [];
  }

  private symbolsIn(path: string, text: string): Promise<DeclaredSymbol[]> {
    const found = this.symbols.get(path) ?? symbolsOf(path, text);
    this.symbols.set(path, found);
    return found;
  }

  /** Endpoints by the file that registers them. */
  endpoints(): ReadonlyMap<string, Declared[]> {
    this.endpointsByPath ??= new Map([...this.texts].map(([path, text]) => [path, endpointsIn(text)]));
    return this.endpointsByPath;
  }
}

/** Types, and what is called as types are: components are functions and constants. */
const isTold = (kind: string, word: string): boolean =>
  kinds.has(kind) &&
  (/^[A-Z]/.test(word) || /^use[A-Z]/.test(word) || !["function", "constant"].includes(kind));
