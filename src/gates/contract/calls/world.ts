import path from "node:path";
import type { Func, Module, Value } from "./modules.ts";

const mostSteps = 1_000_000;

/** All files of a frontend, and how they find each other. */
export class World {
  private readonly modules: ReadonlyMap<string, Module>;
  /** Folders that an alias such as "@/" may stand for. */
  private readonly roots: readonly string[];

  constructor(modules: readonly Module[], root: string) {
    this.modules = new Map(modules.map((module) => [module.file, module]));
    const top = root === "." ? "" : `${root}/`;
    this.roots = [`${top}src/`, top, `${top}app/`];
  }

  private steps = 0;

  /** A bound of work, counted and never timed: calls that call each other can be many. */
  mayGoOn(): boolean {
    return ++this.steps < mostSteps;
  }

  /** The function that a name ("api.get") stands for in a module. */
  func(module: Module, name: string): Func | null {
    return this.find(module, name, (home, own) => home.functions.find((each) => each.name === own) ?? null);
  }

  /** The constant that a name stands for at a place of a module. */
  value(module: Module, name: string, at: number): { value: Value; module: Module } | null {
    const own = module.values
      .filter((each) => each.name === name && each.scope.start <= at && at <= each.scope.end)
      .toSorted((a, b) => b.scope.start - a.scope.start)[0];
    if (own) return { value: own, module };
    return this.find(module, name, (home, found) => {
      const value = home.values.find((each) => each.name === found && each.scope === home.syntax.root);
      return value ? { value, module: home } : null;
    });
  }

  /** Whether a name comes from one of the project's own files. */
  isOwn(module: Module, name: string): boolean {
    const source = module.imports.get(name);
    return source !== undefined && this.target(module, source.from) !== null;
  }

  private find<T>(
    module: Module,
    name: string,
    pick: (home: Module, name: string) => T | null,
    hops = 0,
  ): T | null {
    const own = pick(module, name);
    if (own || hops > 8) return own;
    const [head = "", ...rest] = name.split(".");
    const source = module.imports.get(head);
    const home = source && this.target(module, source.from);
    if (!home || !source) return null;
    const names = source.name === "*" ? rest : [source.name, ...rest];
    return this.exported(home, names, pick, hops + 1);
  }

  // eslint-disable-next-line max-params -- the way through a chain of files
  private exported<T>(
    module: Module,
    [head = "", ...rest]: readonly string[],
    pick: (home: Module, name: string) => T | null,
    hops: number,
  ): T | null {
    if (hops > 8) return null;
    const entry = module.exports.get(head);
    const home = entry?.from ? this.target(module, entry.from) : module;
    if (entry && home && home !== module) return this.exported(home, [entry.name, ...rest], pick, hops + 1);
    const found = this.find(module, [entry?.name ?? head, ...rest].join("."), pick, hops + 1);
    if (found) return found;
    for (const star of module.stars) {
      const other = this.target(module, star);
      const there = other && this.exported(other, [head, ...rest], pick, hops + 1);
      if (there) return there;
    }
    return null;
  }

  private target(module: Module, from: string): Module | null {
    const bases = from.startsWith(".")
      ? [path.posix.join(path.posix.dirname(module.file), from)]
      : /^[@~#]?\//.test(from)
        ? this.roots.map((root) => `${root}${from.replace(/^[@~#]?\//, "")}`)
        : [];
    for (const base of bases)
      for (const name of candidates(base)) {
        const found = this.modules.get(name);
        if (found) return found;
      }
    return null;
  }
}

const endings = [".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs"];

const candidates = (base: string): string[] => [
  base,
  ...endings.map((ending) => `${base}${ending}`),
  base.replace(/\.m?jsx?$/, ".ts"),
  base.replace(/\.jsx?$/, ".tsx"),
  ...endings.map((ending) => `${base}/index${ending}`),
];
