import { expect, test } from "vitest";
import { parseRemote } from "../forge/github/address.ts";
import { asked, hostWish, ofClone, onGitHub } from "./github-choice.ts";
import type { UserRemote } from "./user-remotes.ts";

const remote = (name: string, url: string): UserRemote => {
  const repository = parseRemote(url);
  if (!repository) throw new Error(url);
  return { name, repository };
};

const fork = remote("origin", "git@github.com:me/shop.git");
const upstream = remote("upstream", "https://github.com/octo/shop.git");
const enterprise = remote("work", "https://ghe.example.com/octo/shop.git");
const elsewhere = remote("gitlab", "https://gitlab.com/octo/shop.git");

const chosen = (remotes: UserRemote[], wish: ReturnType<typeof hostWish> = null) => {
  const { host, owner, repo } = ofClone({ wish, remotes });
  return `${host}/${owner}/${repo}`;
};
const atWork = hostWish("ghe.example.com", { variables: {} });

test("the remote upstream goes before origin, and origin before others", () => {
  const other = remote("backup", "https://github.com/me/backup.git");
  expect(chosen([fork, other, upstream])).toBe("github.com/octo/shop");
  expect(chosen([other, fork])).toBe("github.com/me/shop");
  expect(chosen([elsewhere, other])).toBe("github.com/me/backup");
});

test("two names for one repository are one repository", () => {
  const again = remote("b", "git@github.com:Octo/Shop.git");
  expect(chosen([remote("a", "https://github.com/octo/shop"), again])).toBe("github.com/octo/shop");
});

test("of two other remotes none is guessed", () => {
  const two = [remote("a", "https://github.com/octo/a"), remote("b", "https://github.com/octo/b")];
  expect(() => chosen(two)).toThrow("more than one repository: octo/a, octo/b");
});

test("a host that is named leaves only the remotes that are there", () => {
  expect(chosen([upstream, enterprise], atWork)).toBe("ghe.example.com/octo/shop");
  expect(onGitHub({ wish: null, remotes: [upstream, enterprise, elsewhere] })).toEqual([upstream]);
});

test("no remote on GitHub is said with those that there are", () => {
  expect(() => chosen([elsewhere])).toThrow(
    "no remote of this clone is on GitHub; there is gitlab (https://gitlab.com/octo/shop)",
  );
  expect(() => chosen([])).toThrow("it has none");
  expect(() => chosen([upstream], atWork)).toThrow("is on ghe.example.com, as --host says");
});

test("GH_HOST names a host as --host does, and --host goes before it", () => {
  const variables = { GH_HOST: "ghe.example.com" };
  expect(hostWish(undefined, { variables })).toEqual({ host: "ghe.example.com", from: "GH_HOST" });
  expect(hostWish("github.com", { variables })).toEqual({ host: "github.com", from: "--host" });
  expect(hostWish(undefined, { variables: { GH_HOST: "" } })).toBeNull();
  expect(() => hostWish(undefined, { variables: { GH_HOST: "a b" } })).toThrow(/^GH_HOST is a b/);
});

test("an address is followed on GitHub's own hosts and on a host that is named, and nowhere else", () => {
  const address = enterprise.repository;
  expect(asked(upstream.repository, { wish: null })).toEqual(upstream.repository);
  expect(asked(address, { wish: atWork })).toEqual(address);
  expect(asked(upstream.repository, { wish: { host: "ghe.example.com", from: "GH_HOST" } })).toEqual(
    upstream.repository,
  );
  expect(() => asked(address, { wish: null })).toThrow("nobody says that ghe.example.com is a GitHub");
  expect(() => asked(upstream.repository, { wish: atWork })).toThrow(
    "the issue is on github.com, and --host says ghe.example.com",
  );
});
