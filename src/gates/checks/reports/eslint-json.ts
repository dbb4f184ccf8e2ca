import { z } from "zod";
import type { Parsed } from "./parsed.ts";

const report = z.array(
  z.looseObject({
    filePath: z.string(),
    messages: z.array(
      z.looseObject({
        ruleId: z.string().nullish(),
        severity: z.union([z.number(), z.string()]).optional(),
        fatal: z.boolean().optional(),
        message: z.string(),
        line: z.number().nullish(),
      }),
    ),
  }),
);

/** The form of eslint's --format json. A file that cannot be parsed has no rule. */
export function parseEslintJson(text: string): Parsed {
  return {
    problems: report.parse(JSON.parse(text)).flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, severity, fatal, message, line }) => ({
        file: filePath,
        rule: ruleId ?? "",
        message,
        line: line ?? 0,
        isError: fatal === true || severity === 2 || severity === "error",
      })),
    ),
  };
}
