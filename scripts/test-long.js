/** Whole runs that are left out of `npm test` for their time alone; the last line counts them. */
import path from "node:path";
import { countedTests } from "./counted-tests.js";
import { build } from "./install.js";

build();
const { passed, total, files, failed, skipped, status } = countedTests({
  config: path.join("test", "long", "vitest.config.ts"),
  only: process.argv.slice(2),
  env: {},
});
process.stdout.write(
  `npm run test:long: ${passed} of ${total} tests passed in ${files} files, ${failed} failed, ${skipped} skipped\n`,
);
process.exit(status);
