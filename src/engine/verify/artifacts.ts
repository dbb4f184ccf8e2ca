import type { Product, RunEvent } from "../../core/event.ts";
import type { Repeated } from "../../core/verification.ts";
import { artifactComment } from "../accept.ts";
import { sha256 } from "../context.ts";
import type { Ground } from "./ground.ts";
import { compared, notRepeated, short } from "./rows.ts";

type Ended = Extract<RunEvent, { type: "attempt.ended" }>;
interface Written {
  ended: Ended;
  product: Product;
}

/** Every artifact is what was accepted, and the forge shows the newest version of each as it was posted. */
export async function repeatArtifacts(ground: Ground): Promise<Repeated[]> {
  ground.tell("looking at artifacts");
  const written = ground.events.flatMap(({ event }): Written[] =>
    event.type === "attempt.ended" && event.outcome.kind === "accepted"
      ? [{ ended: event, product: event.outcome.product }]
      : [],
  );
  const newest = new Map(written.map((each) => [each.product.artifact, each]));
  const comments = await Promise.all([...newest.values()].map((each) => commentRow(ground, each)));
  const answers = ground.events.flatMap(({ event }) =>
    event.type === "approval.answered"
      ? [
          notRepeated(
            `approval of ${event.phase}`,
            `${event.approved ? "yes" : "no"}, by ${event.by}`,
            "a person's word",
          ),
        ]
      : [],
  );
  return [...written.map((each) => textRow(ground, each)), ...comments, ...answers];
}

function textRow({ artifacts, definition }: Ground, { product }: Written): Repeated {
  const { artifact, version, digest } = product;
  const text = artifacts.find((one) => one.name === artifact && one.version === version);
  return compared(
    `artifact ${artifact}@${version}`,
    `sha256 ${short(digest)}`,
    text ? `sha256 ${short(sha256(text.body))}` : "not stored",
    `phasegate show ${definition.id} ${artifact}@${version} --json`,
  );
}

async function commentRow(ground: Ground, { ended, product }: Written): Promise<Repeated> {
  const { hands, started, artifacts } = ground;
  const { artifact, version, digest, url = "" } = product;
  const what = `comment of ${artifact}@${version}`;
  const recorded = `sha256 ${short(digest)}`;
  const isEarly = ended.phase === "initialization" || ended.phase === "planning";
  const comments = await hands.forge.comments({ issue: isEarly ? started.issue : started.pullRequest });
  const found = comments.find((comment) => comment.url === url);
  if (!found) return compared(what, recorded, "not on the forge", url);
  const text = artifacts.find((one) => one.name === artifact && one.version === version)?.body ?? "";
  const posted = linesOf(artifactComment(ended.role, { name: artifact, version, digest, text }));
  const shown = linesOf(found.body);
  const at = shown.findIndex((line, index) => line !== posted[index]);
  if (at < 0 && shown.length === posted.length) return compared(what, recorded, recorded, url);
  return compared(what, recorded, `edited from line ${at < 0 ? shown.length + 1 : at + 1} on`, url);
}

/** Forges end lines in their own way. */
const linesOf = (text: string): string[] =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trimEnd());
