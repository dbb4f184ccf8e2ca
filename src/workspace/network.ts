/** The value of git's `Authorization` header for the remote, asked for at each call; null when it needs none. */
export type Authorization = () => Promise<string | null>;

/** A server that sends less than this for so long is taken for dead. */
const slowest = { bytesPerSecond: "1", seconds: "60" };

/**
 * What git needs to know for a call over the network; nothing for a path. It travels in environment variables, for
 * arguments can be read by every user of the machine. The header goes to this remote alone: redirects are not
 * followed, and without encryption it never leaves the machine.
 */
export async function networkEnvironment(
  remote: string,
  authorization: Authorization,
): Promise<Record<string, string>> {
  if (!isHttp(remote)) return {};
  const isPlain = remote.startsWith("http:");
  if (isPlain && !isLoopback(remote)) return {}; // refused by git, which allows https alone
  const header = await authorization();
  return variables([
    ["http.followRedirects", "false"],
    ["http.lowSpeedLimit", slowest.bytesPerSecond],
    ["http.lowSpeedTime", slowest.seconds],
    ...(isPlain ? plainHere : []),
    ...(header === null ? [] : [[`http.${remote}.extraHeader`, `Authorization: ${header}`] as const]),
  ]);
}

type Setting = readonly [name: string, value: string];

const plainHere: readonly Setting[] = [
  ["protocol.http.allow", "always"],
  ["http.proxy", ""],
];

const variables = (settings: readonly Setting[]): Record<string, string> =>
  Object.fromEntries([
    ["GIT_CONFIG_COUNT", String(settings.length)],
    ...settings.flatMap(([name, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, name],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ]);

const isHttp = (remote: string): boolean => /^https?:\/\//.test(remote);

const isLoopback = (remote: string): boolean =>
  URL.canParse(remote) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(remote).hostname);
