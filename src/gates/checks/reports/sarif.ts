import { z } from "zod";
import type { Parsed } from "./parsed.ts";

const rule = z.looseObject({
  id: z.string().optional(),
  defaultConfiguration: z.looseObject({ level: z.string().optional() }).optional(),
});

const result = z.looseObject({
  ruleId: z.string().optional(),
  ruleIndex: z.number().optional(),
  rule: z.looseObject({ id: z.string().optional(), index: z.number().optional() }).optional(),
  kind: z.string().optional(),
  level: z.string().optional(),
  message: z.looseObject({ text: z.string().optional(), id: z.string().optional() }),
  suppressions: z.array(z.unknown()).nullish(),
  locations: z
    .array(
      z.looseObject({
        physicalLocation: z
          .looseObject({
            artifactLocation: z.looseObject({ uri: z.string().optional() }).optional(),
            region: z.looseObject({ startLine: z.number().optional() }).optional(),
          })
          .optional(),
      }),
    )
    .nullish(),
});
type Result = z.infer<typeof result>;

const report = z.looseObject({
  runs: z.array(
    z.looseObject({
      results: z.array(result).nullish(),
      tool: z.looseObject({ driver: z.looseObject({ rules: z.array(rule).optional() }) }),
    }),
  ),
});

/** SARIF 2.1: what is suppressed, or is no failure, is no problem. */
export function parseSarif(text: string): Parsed {
  const { runs } = report.parse(JSON.parse(text));
  return {
    problems: runs.flatMap(({ results, tool }) =>
      (results ?? []).filter(isProblem).map((each) => {
        const known = ruleOf(each, tool.driver.rules ?? []);
        return {
          file: fileOf(each),
          rule: known.id,
          line: each.locations?.[0]?.physicalLocation?.region?.startLine ?? 0,
          message: each.message.text ?? each.message.id ?? "",
          isError: (each.level ?? known.level) === "error",
        };
      }),
    ),
  };
}

const isProblem = ({ kind, level, suppressions }: Result): boolean =>
  (kind ?? "fail") === "fail" && level !== "none" && (suppressions ?? []).length === 0;

function ruleOf({ ruleId, ruleIndex, rule: named }: Result, rules: readonly z.infer<typeof rule>[]) {
  const said = ruleId ?? named?.id;
  const index = ruleIndex ?? named?.index ?? -1;
  const known = rules[index] ?? rules.find(({ id }) => id !== undefined && id === said);
  return { id: said ?? known?.id ?? "", level: known?.defaultConfiguration?.level ?? "warning" };
}

const fileOf = ({ locations }: Result): string =>
  (locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? "").replace(/^file:\/\//, "");
