// Everything that can be said of the code without running it.
import { build, run, tool } from "./install.js";

build();
const steps = [
  { name: "types", command: tool("tsc"), args: ["--noEmit"] },
  {
    name: "lint",
    command: tool("oxlint"),
    args: ["--type-aware", "--deny-warnings", "src", "test", "scripts", "bench"],
  },
  { name: "format", command: tool("oxfmt"), args: ["--check"] },
  { name: "unused", command: tool("knip"), args: [] },
  { name: "package", command: tool("publint"), args: ["--strict"] },
];
for (const { name, command, args } of steps) {
  process.stdout.write(`check: ${name}\n`);
  run(command, args);
}
process.stdout.write("check: all clean\n");
