/**
 * The first program in a place without a network: `node bridge.mjs FOLDER -- PROGRAM ARGUMENTS...` listens at
 * 127.0.0.1:PORT for every FOLDER/PORT.sock and carries what it is told there to that socket. It then starts the
 * program with its own standard streams, passes signals on to it, and ends as it ends. It stands alone: in the place
 * there is this file only.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, writeSync } from "node:fs";
import { connect, createServer } from "node:net";
import { constants } from "node:os";
import path from "node:path";

// Node looks at these whenever it pipes or closes a socket, which makes them non-blocking for the program too that they
// are shared with: one that does not expect that loses what it prints.
for (const name of ["stdout", "stderr"]) Object.defineProperty(process, name, { value: null });

function listen(port: number, outlet: string, host: string): Promise<void> {
  const server = createServer((inner) => {
    const outer = connect(outlet);
    inner.pipe(outer).pipe(inner);
    inner.on("error", () => outer.destroy()).once("close", () => outer.destroy());
    outer.on("error", () => inner.destroy()).once("close", () => inner.destroy());
  });
  return new Promise((resolve) => {
    server.once("error", () => resolve()); // without IPv6 there is no ::1
    server.listen(port, host, resolve);
  });
}

function start(program: string, args: readonly string[]): void {
  let child: ChildProcess | null = null;
  // Heard from before the program can send one: it may run before its start is known here.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR1", "SIGUSR2"] as const)
    process.on(signal, () => child?.kill(signal));
  child = spawn(program, args, { stdio: "inherit" });
  child.once("error", (error) => {
    writeSync(2, `${error.message}\n`);
    process.exit(127);
  });
  child.once("exit", (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
}

const [folder = "", , program = "", ...args] = process.argv.slice(2);
const outlets = readdirSync(folder).filter((name) => /^\d+\.sock$/.test(name));
await Promise.all(
  outlets.flatMap((name) =>
    ["127.0.0.1", "::1"].map((host) => listen(Number.parseInt(name, 10), path.join(folder, name), host)),
  ),
);
start(program, args);
