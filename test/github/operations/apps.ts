import { type Answer, asThing, type Thing, Refusal } from "../answer.ts";
import { emulatorToken } from "../emulator.ts";
import { mended, mendedOwner } from "../mend.ts";
import type { Site, Who } from "../site.ts";

/** A request that is not about a repository, or that an App makes with its own token. */
export interface SiteCall {
  site: Site;
  who: Who;
  authorization: string | undefined;
  /** As the emulator knows it. */
  target: string;
  body: unknown;
}

const notDecoded = (): Refusal => new Refusal(401, "A JSON web token could not be decoded");

/** The emulator verifies the signature; GitHub also wants a time that is not past and not far away. */
async function requireApp({ site, authorization }: SiteCall): Promise<void> {
  if (authorization === undefined) throw notDecoded();
  const answer = await site.emulator.ask(authorization, "GET", "/app");
  if (answer.status !== 200) throw notDecoded();
  requireShort(authorization);
}

function requireShort(authorization: string): void {
  const [, payload = ""] = authorization.split(".");
  const { iat, exp } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Record<
    string,
    unknown
  >;
  const now = Math.floor(Date.now() / 1000);
  if (typeof exp !== "number") throw new Refusal(401, "Missing 'exp' claim in assertion");
  if (typeof iat !== "number") throw new Refusal(401, "Missing 'iat' claim in assertion");
  if (exp > now + 600) throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  if (iat > now + 60)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
}

async function app(call: SiteCall): Promise<Answer> {
  await requireApp(call);
  const { body } = await call.site.emulator.ask(call.authorization ?? null, "GET", "/app");
  const thing = asThing(mended(call.site, body));
  return { status: 200, body: { ...thing, owner: ownerOf(call.site) } };
}

const ownerOf = ({ url, api, admin }: Site): Thing =>
  mendedOwner({ url, api }, { login: admin, id: 1, node_id: "VXNlcjE" });

async function installation(call: SiteCall): Promise<Answer> {
  await requireApp(call);
  const { status, body } = await call.site.emulator.ask(call.authorization ?? null, "GET", call.target);
  if (status !== 200) throw new Refusal(404, "Not Found");
  const thing = asThing(mended(call.site, body));
  const account = mendedOwner(call.site, asThing(thing.account));
  return { status: 200, body: { ...thing, account, target_id: account.id, client_id: "Iv1.crew" } };
}

async function accessToken(call: SiteCall): Promise<Answer> {
  await requireApp(call);
  const { site, body } = call;
  const answer = await site.emulator.ask(call.authorization ?? null, "POST", call.target, body ?? {});
  const thing = asThing(mended(site, answer.body));
  if (answer.status !== 201) throw new Refusal(answer.status, String(thing.message));
  const token = String(thing.token);
  const permissions = asThing(thing.permissions) as Record<string, string>;
  site.tokens.set(token, { login: "crew[bot]", token, scopes: [], permissions });
  return { status: 201, body: thing };
}

async function user({ site, who }: SiteCall): Promise<Answer> {
  if (who.permissions) throw new Refusal(403, "Resource not accessible by integration");
  if (who.login === "") throw new Refusal(401, "Requires authentication");
  const { body } = await site.emulator.ask(`Bearer ${emulatorToken(who.login)}`, "GET", "/user");
  const thing = asThing(mended(site, body));
  return { status: 200, body: { ...thing, ...mendedOwner(site, thing), notification_email: null } };
}

/** By the operation's id. */
export const siteHandlers: Record<string, (call: SiteCall) => Promise<Answer>> = {
  "apps/get-authenticated": app,
  "apps/get-repo-installation": installation,
  "apps/create-installation-access-token": accessToken,
  "users/get-authenticated": user,
};
