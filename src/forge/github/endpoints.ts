import { UserError } from "../../core/error.ts";

/** Where a GitHub is asked. */
export interface Endpoints {
  /** Without a slash at its end: "https://api.github.com". */
  rest: string;
  graphql: string;
  /** GitHub's own, which wants writes a second apart. */
  isGitHubsOwn: boolean;
}

/** The API of a host, in the form of `ForgeChoice.host`. Throws UserError. */
export function endpointsOf(host: string): Endpoints {
  if (host === "github.com") return own("https://api.github.com");
  if (/^[a-z0-9-]+\.ghe\.com$/.test(host)) return own(`https://api.${host}`);
  return enterprise(host.includes("://") ? local(host) : named(host));
}

const own = (rest: string): Endpoints => ({ rest, graphql: `${rest}/graphql`, isGitHubsOwn: true });

const enterprise = (origin: string): Endpoints => ({
  rest: `${origin}/api/v3`,
  graphql: `${origin}/api/graphql`,
  isGitHubsOwn: false,
});

function named(host: string): string {
  const url = `https://${host}`;
  if (!URL.canParse(url) || new URL(url).host !== host) throw badHost(host);
  return url;
}

function local(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isHere = url?.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (!isHere || url.origin !== address) throw badHost(address);
  return address;
}

const badHost = (host: string): UserError =>
  new UserError(
    "BAD_HOST",
    `"${host.replace(/\/\/[^/@]*@/, "//").slice(0, 200)}" is no host of a GitHub`,
    "write its name alone, like github.example.com; only a server on this machine is spoken to over http",
  );
