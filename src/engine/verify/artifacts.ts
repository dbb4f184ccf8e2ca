import type { Product } from "../../core/event.ts";
import { outbound } from "../../core/outbound.ts";
import type { Post } from "../../core/post.ts";
import { postsOf } from "../../core/posts.ts";
import { statusOf } from "../../core/status.ts";
import type { Repeated } from "../../core/verification.ts";
import type { Comment } from "../../forge/forge.ts";
import { sha256 } from "../context.ts";
import { acceptedVersions } from "../publisher.ts";
import type { Ground } from "./ground.ts";
import { compared, notRepeated, short } from "./rows.ts";

/** Every artifact is what was accepted, and the forge shows the newest version of each as it was posted. */
export async function repeatArtifacts(ground: Ground): Promise<Repeated[]> {
  ground.tell("looking at artifacts");
  const products = ground.events.flatMap(({ event }) =>
    event.type === "attempt.ended" && event.outcome.kind === "accepted" ? [event.outcome.product] : [],
  );
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
  return [...products.map((product) => textRow(ground, product)), ...(await commentRows(ground)), ...answers];
}

function textRow({ artifacts, definition }: Ground, product: Product): Repeated {
  const { artifact, version, digest } = product;
  const text = artifacts.find((one) => one.name === artifact && one.version === version);
  return compared(
    `artifact ${artifact}@${version}`,
    `sha256 ${short(digest)}`,
    text ? `sha256 ${short(sha256(text.body))}` : "not stored",
    `phasegate show ${definition.id} ${artifact}@${version} --json`,
  );
}

/** The comments of all artifacts, as the run would post them now. */
async function commentRows({ hands, started, definition, events, artifacts }: Ground): Promise<Repeated[]> {
  const { forge } = hands;
  const { people, maxBody } = forge.capabilities;
  const status = statusOf(definition, events, 0);
  const versions = acceptedVersions(events, artifacts);
  const posts = postsOf({ status, versions, people, maxBody });
  const there = new Map(
    (await Promise.all([started.issue, started.pullRequest].map((issue) => forge.comments({ issue }))))
      .flat()
      .map((comment) => [comment.url, comment]),
  );
  return posts
    .filter(({ name }) => name.startsWith("artifact/"))
    .map((post) => commentRow(post, status.comments[post.name] ?? "", there));
}

function commentRow({ name, facts, body }: Post, url: string, there: ReadonlyMap<string, Comment>): Repeated {
  const [, version = ""] = /version=(\d+)/.exec(facts) ?? [];
  const what = `comment of ${name.replace("artifact/", "")}@${version}`;
  const recorded = `sha256 ${short(sha256(body))}`;
  const found = there.get(url);
  if (!found) return compared(what, recorded, "not on the forge", url);
  const posted = linesOf(outbound(body));
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
