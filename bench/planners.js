// Three planners of 10 s each, side by side: how much longer than 10 s do they take?
// Needs a build: npm run build.   node bench/planners.js [SECONDS]
import { rmSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { deliver, document, json, makePlace, openBenchEngine, write } from "./support.js";

const ms = Number(process.argv[2] ?? 10) * 1000;
const place = makePlace({});
const scenario = path.join(place.root, "scenario.yaml");
const think = (say) => [{ do: [{ think: { ms } }], say }];
const say = (...headings) => [{ say: document(...headings) }];
const artifacts = Object.fromEntries(
  ["design-plan", "system-plan", "test-plan"].map((name) => [name, { verdict: "approve" }]),
);
const change = (file, ...headings) => [
  { do: [{ write: { path: file, text: "// new\n" } }], say: document(...headings) },
];
const report = ["Changes", "Decisions", "Deviations", "How to try it"];
write(
  scenario,
  stringify({
    name: "planners",
    steps: {
      "initialization/product-manager": say("Summary", "Requirements", "Out of scope"),
      "planning/ui-designer": think(document("Pages", "Components", "States", "Accessibility")),
      "planning/architect": think(document("Data", "Operations", "Boundaries", "Existing patterns", "Risks")),
      "planning/test-writer": think(document("Cases", "Fixtures", "Out of reach")),
      "planning/product-manager": [
        { say: `${document("Feedback")}\n## Verdict\n${json({ verdict: "approve", artifacts })}` },
      ],
      "implementation/backend-developer": change("backend/new.js", ...report),
      "implementation/frontend-developer": change("frontend/new.js", ...report),
      "implementation/code-optimizer": say("Changes", "Left alone"),
      "implementation/code-simplifier": say("Changes", "Left alone"),
      "quality/test-writer": change("backend/new.test.js", "Coverage", "Changes", "Gaps"),
      "quality/quality-checker": say("Results", "Fixes", "Remaining"),
      "quality/code-reviewer": [
        { say: `${document("Findings")}\n## Verdict\n${json({ verdict: "approve", findings: [] })}` },
      ],
      "quality/documentation-expert": say("Changes", "Gaps"),
      "ready/project-manager": say("Summary", "Requirements", "Decisions", "Risks", "How to try it"),
    },
  }),
);
const engine = await openBenchEngine(place);
const status = await deliver(engine, place, { id: "planners", workflow: "feature", scenario });
await engine.close();
rmSync(place.root, { recursive: true, force: true });
const planners = status.steps.filter(({ phase, purpose }) => phase === "planning" && purpose === "produce");
const wall =
  Math.max(...planners.map(({ endedAt }) => Date.parse(endedAt))) -
  Math.min(...planners.map(({ startedAt }) => Date.parse(startedAt)));
process.stdout.write(
  `3 planners of ${ms} ms took ${wall} ms: ${wall - ms} ms (${(((wall - ms) / ms) * 100).toFixed(1)} %) over one of them\n`,
);
process.exit(0);
