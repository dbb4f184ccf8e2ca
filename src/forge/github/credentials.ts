/** Lets the engine in at GitHub. Nothing of it ever stands in an error, a log or the store. */
export interface Credentials {
  readonly kind: "token" | "app";
  /** The API's `Authorization`: "Bearer ...". */
  authorization(): Promise<string>;
  /** Git's `Authorization`: "Basic ...". */
  gitAuthorization(): Promise<string>;
}

export function tokenCredentials(token: string): Credentials {
  return {
    kind: "token",
    authorization: () => Promise.resolve(`Bearer ${token}`),
    gitAuthorization: () => Promise.resolve(basic(token)),
  };
}

/** Git sends a token as the password; GitHub wants this name with an App's, and takes it with any other. */
export const basic = (token: string): string =>
  `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
