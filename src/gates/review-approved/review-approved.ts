import { isOpenBlocking, placeOf } from "../../core/findings.ts";
import type { Gate, GateContext } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { parseCodeVerdict } from "../review/verdict.ts";

/** The newest code review approves, and no finding that blocks is open. */
export const reviewApproved: Gate = {
  name: "review-approved",
  check(context) {
    const reviews = Object.entries(context.artifacts).flatMap(([name, text]) => {
      try {
        return [{ name, ...parseCodeVerdict(text) }];
      } catch {
        return []; // not a review of code
      }
    });
    const told = reviews.flatMap(({ findings }) => findings);
    const others = told.filter(({ severity }) => severity !== "blocking").length;
    return inspect(context, "review-approved", {
      what: "verdict of the code review",
      passed: `${reviews.map(({ name }) => name).join(", ")} approves; ${others} findings that do not block`,
      mistakes: reviews.length === 0 ? ["nobody has reviewed the code"] : blockingIn(context, told),
    });
  },
};

type Told = ReturnType<typeof parseCodeVerdict>["findings"];

/** Those of the newest reviews, and earlier ones that no review has closed. */
function blockingIn({ findings }: GateContext, told: Told): string[] {
  const newest = told.filter(({ severity }) => severity === "blocking");
  const earlier = findings.filter(
    (known) =>
      isOpenBlocking(known) &&
      !newest.some(
        ({ id, path, message }) => id === known.id || (path === known.path && message === known.message),
      ),
  );
  return [
    ...newest.map((finding) => `${placeOf(finding)}: ${finding.message}`),
    ...earlier.map(
      (finding) => `${placeOf(finding)}: ${finding.message} (${finding.id}, open since ${finding.step})`,
    ),
  ];
}
