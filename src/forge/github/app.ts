import { createPrivateKey, createSign, type KeyObject } from "node:crypto";
import { UserError } from "../../core/error.ts";
import { type Client, type ClientParts, openClient } from "./client.ts";
import { basic, type Credentials } from "./credentials.ts";
import { Refused } from "./failure.ts";
import { Turns } from "./turns.ts";

export interface AppParts extends Omit<ClientParts, "credentials"> {
  /** The App's number or client id. */
  id: string;
  /** PEM; it never leaves this process. */
  privateKey: string;
  /** Null: the one that is installed in the repository. */
  installation: number | null;
  repository: { owner: string; repo: string };
}

interface Kept {
  token: string;
  /** Milliseconds since 1970. */
  until: number;
}

/** A token is not used in the last minutes of its hour: what begins with it should end with it. */
const renewBeforeMs = 5 * 60_000;

/** Credentials of a GitHub App: a token of an hour for its installation, made anew in time. Throws UserError for a bad key. */
export function appCredentials(parts: AppParts): Credentials {
  const key = keyOf(parts.privateKey);
  const authorization = (): Promise<string> =>
    Promise.resolve(`Bearer ${appToken(parts.id, key, parts.now())}`);
  const installed = new Installation(parts, openClient({ ...parts, credentials: { authorization } }));
  return {
    kind: "app",
    authorization: async () => `Bearer ${await installed.token()}`,
    gitAuthorization: async () => basic(await installed.token()),
  };
}

class Installation {
  private readonly parts: AppParts;
  private readonly client: Client;
  private readonly turns = new Turns();
  private kept: Kept | null = null;
  private id: number | null;

  constructor(parts: AppParts, client: Client) {
    this.parts = parts;
    this.client = client;
    this.id = parts.installation;
  }

  /** Several that ask at once share one renewal. */
  token(): Promise<string> {
    return this.turns.alone(async () => {
      const isFresh = this.kept !== null && this.kept.until - renewBeforeMs > this.parts.now().getTime();
      if (this.kept === null || !isFresh) this.kept = await this.make();
      return this.kept.token;
    });
  }

  private async make(): Promise<Kept> {
    const made = await this.client.request("POST /app/installations/{installation_id}/access_tokens", {
      installation_id: await this.installation(),
    });
    return { token: made.token, until: Date.parse(made.expires_at) };
  }

  private async installation(): Promise<number> {
    this.id ??= await this.find();
    return this.id;
  }

  private async find(): Promise<number> {
    const { owner, repo } = this.parts.repository;
    try {
      return (await this.client.request("GET /repos/{owner}/{repo}/installation", { owner, repo })).id;
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
      throw new UserError(
        "APP_NOT_INSTALLED",
        `the GitHub App ${this.parts.id} is not installed in ${owner}/${repo}`,
        "install it there, with the right to write contents, issues and pull requests",
        { cause: error },
      );
    }
  }
}

/** What an App signs to say who it is: for nine minutes, begun a minute ago because clocks differ. */
export function appToken(id: string, key: KeyObject, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const claims = { iat: seconds - 60, exp: seconds + 9 * 60, iss: id };
  const signed = [{ alg: "RS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key, "base64url")}`;
}

function keyOf(pem: string): KeyObject {
  const key = readKey(pem);
  if (key?.asymmetricKeyType === "rsa") return key;
  throw new UserError(
    "BAD_APP",
    "the private key of the App is no RSA key in PEM",
    "download it again from the App's settings",
  );
}

function readKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null; // the error could quote the key
  }
}
