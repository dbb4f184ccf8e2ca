#!/usr/bin/env node
/**
 * `record.js OUT FOLDER -- PROGRAM ARGS...` is PROGRAM, and writes into OUT, line by line and in order, what goes in and
 * what comes out, together with what files of the program below FOLDER (relative to OUT's folder) grow by.
 */
import { spawn } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const [out = "", watched = "", , program = "", ...args] = process.argv.slice(2);
const folder = path.dirname(out);
const grown = new Map(
  filesBelow(path.join(folder, watched)).map((file) => [file, readFileSync(file).length]),
);

note({ start: args });
const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
const hearIn = lines((line) => note({ in: parsed(line) }));
const hearOut = lines((line) => note({ out: parsed(line) }));
process.stdin.on("data", (chunk) => {
  hearIn(chunk);
  child.stdin.write(chunk);
});
process.stdin.on("end", () => {
  note({ in: null });
  child.stdin.end();
});
child.stdin.on("error", () => undefined); // the program has ended
child.stdout.on("data", (chunk) => {
  noteFiles();
  hearOut(chunk);
  process.stdout.write(chunk);
});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("close", (code) => {
  noteFiles();
  note({ exit: code });
  process.exit(code ?? 1);
});

function note(entry) {
  appendFileSync(out, `${JSON.stringify(entry)}\n`);
}

/** Calls with every whole line of what comes in pieces. */
function lines(call) {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      call(rest.subarray(0, end).toString("utf8"));
      rest = rest.subarray(end + 1);
    }
  };
}

function noteFiles() {
  for (const file of filesBelow(path.join(folder, watched))) {
    const bytes = readFileSync(file);
    const known = grown.get(file) ?? 0;
    const end = bytes.lastIndexOf(10) + 1;
    if (end <= known && grown.has(file)) continue;
    grown.set(file, end);
    note({ file: path.relative(folder, file), more: bytes.subarray(known, end).toString("utf8") });
  }
}

function filesBelow(root) {
  if (watched === "") return [];
  try {
    const entries = readdirSync(root, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(".jsonl"))
      .map((entry) => path.join(entry.parentPath, entry.name));
  } catch {
    return []; // the program has not made it yet
  }
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
