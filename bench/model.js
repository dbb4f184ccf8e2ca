// The scripted model of the tests, for benchmarks: TypeScript of test/, built into a throw-away folder.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root, tool } from "../scripts/install.js";

const files = ["test/model-server/model-server.ts", "test/runtimes/support/storefront.ts"];

/** The scripted model server, and the demo's scenario in its form. */
export async function loadModel() {
  const folder = mkdtempSync(path.join(tmpdir(), "phasegate-bench-model-"));
  const compilerOptions = {
    noEmit: false,
    noCheck: true, // npm run check does that
    rootDir: root,
    outDir: folder,
    typeRoots: [path.join(root, "node_modules", "@types")],
  };
  const config = {
    extends: path.join(root, "tsconfig.json"),
    compilerOptions,
    include: [],
    files: files.map((file) => path.join(root, file)),
  };
  process.once("exit", () => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  for (const name of ["node_modules", "examples"])
    symlinkSync(path.join(root, name), path.join(folder, name));
  execFileSync(tool("tsc"), ["-p", folder], { stdio: ["ignore", "inherit", "inherit"] });
  const modules = files.map(
    (file) => import(pathToFileURL(path.join(folder, file.replace(/\.ts$/, ".js"))).href),
  );
  const [server, demo] = await Promise.all(modules);
  return { ...server, ...demo };
}
