import { expect, test } from "vitest";
import { pageOf, parseHost, parseIssue, parseRemote, sameRepository } from "./address.ts";

const here = { host: "github.com", owner: "octo", repo: "shop" };

test.for([
  "https://github.com/octo/shop",
  "https://github.com/octo/shop.git",
  "https://github.com/octo/shop.git/",
  "https://me@github.com/octo/shop.git",
  "https://me:secret@github.com/octo/shop",
  "http://github.com/octo/shop",
  "https://www.github.com/octo/shop",
  "git@github.com:octo/shop.git",
  "github.com:octo/shop",
  "git@GitHub.com:/octo/shop.git",
  "ssh://git@github.com/octo/shop.git",
  "ssh://git@github.com:22/octo/shop",
  "ssh://git@ssh.github.com:443/octo/shop.git",
  "git+ssh://git@github.com/octo/shop.git",
  "git://github.com/octo/shop.git",
  " https://github.com/octo/shop\n",
])("the remote %s is the repository octo/shop on github.com", (url) => {
  expect(parseRemote(url)).toEqual(here);
});

test.for([
  ["https://ghe.example.com/octo/shop.git", "ghe.example.com"],
  ["https://ghe.example.com:8443/octo/shop.git", "ghe.example.com:8443"],
  ["ssh://git@ghe.example.com:2222/octo/shop.git", "ghe.example.com"],
  ["octo@acme.ghe.com:octo/shop.git", "acme.ghe.com"],
  ["https://ssh.acme.ghe.com/octo/shop", "acme.ghe.com"],
  ["http://127.0.0.1:4000/octo/shop.git", "http://127.0.0.1:4000"],
] as const)("the host of the remote %s is %s", ([url, host]) => {
  expect(parseRemote(url)).toEqual({ ...here, host });
});

test.for([
  "",
  "/srv/git/shop.git",
  "../shop",
  "C:\\git\\shop",
  "file:///srv/octo/shop.git",
  "https://github.com/octo",
  "https://github.com/octo/shop/tree/main",
  "https://github.com/octo/..",
  "https://github.com/-octo/shop",
  "https://github.com/oc%2Fto/shop",
  "git@github.com:octo/sh op.git",
  "git@github.com:octo/shop;rm -rf.git",
  "git@github.com:octo/shöp.git",
  "ext::sh -c touch% owned",
  "https://",
])("the remote '%s' is no repository on a GitHub", (url) => {
  expect(parseRemote(url)).toBeNull();
});

test("owner and repository are the same in any case of letters, hosts only when they are", () => {
  expect(sameRepository(here, { ...here, owner: "Octo", repo: "SHOP" })).toBe(true);
  expect(sameRepository(here, { ...here, host: "ghe.example.com" })).toBe(false);
});

test("a page is opened with encryption, but on this machine", () => {
  expect(pageOf(here)).toBe("https://github.com/octo/shop");
  expect(pageOf({ ...here, host: "http://127.0.0.1:4000" })).toBe("http://127.0.0.1:4000/octo/shop");
});

test.for(["42", "#42"])("%s is an issue of the clone's own repository", (text) => {
  expect(parseIssue(text)).toEqual({ number: 42, repository: null });
});

test.for([
  "https://github.com/octo/shop/issues/42",
  "https://github.com/octo/shop/issues/42/",
  "https://github.com/octo/shop/issues/42#issuecomment-7",
  "https://github.com/octo/shop/issues/42?notification_referrer_id=1#top",
  "HTTPS://GitHub.com/octo/shop/issues/42",
  "http://github.com/octo/shop/issues/42",
])("%s is an issue of the repository that it names", (text) => {
  expect(parseIssue(text)).toEqual({ number: 42, repository: here });
});

test.for(["spec.md", "issues/42.md", "./42", "42.md", "#a", "docs/42"])("%s is a file", (text) => {
  expect(parseIssue(text)).toBeNull();
});

test.for(["https://github.com/octo/shop/pull/7", "https://github.com/octo/shop/pulls/7/"])(
  "%s is refused as a pull request",
  (text) => {
    expect(() => parseIssue(text)).toThrow(/is a pull request, and a run begins from an issue/);
  },
);

test.for([
  "0",
  "#99999999999",
  "https://github.com/octo/shop",
  "https://github.com/octo/shop/issues",
  "https://github.com/octo/shop/issues/42/events",
  "https://github.com/octo/sh%20op/issues/42",
  "https://",
  "github.com/octo/shop/issues/42",
])("%s is refused as no address of an issue", (text) => {
  expect(() => parseIssue(text)).toThrow(/is no address of an issue/);
});

test("a password in an address is not repeated", () => {
  expect(() => parseIssue("https://me:geheim@github.com/octo/shop")).toThrow(
    /^https:\/\/github\.com\/octo\/shop is no address/,
  );
});

test.for([
  ["github.com", "github.com"],
  ["GHE.Example.com", "ghe.example.com"],
  ["https://ghe.example.com/", "ghe.example.com"],
  ["ghe.example.com:8443", "ghe.example.com:8443"],
  ["api.acme.ghe.com", "acme.ghe.com"],
  ["http://127.0.0.1:4000", "http://127.0.0.1:4000"],
  ["http://localhost:4000/", "http://localhost:4000"],
] as const)("the host %s is %s", ([text, host]) => {
  expect(parseHost(text, "--host")).toBe(host);
});

test.for([
  ["", /--host is , which is no host/],
  ["https://github.com/octo/shop", /is no host/],
  ["me@ghe.example.com", /is no host/],
  ["ghe.example.com?x", /is no host/],
  ["two words", /is no host/],
  ["http://ghe.example.com", /is no host/],
] as const)("the host '%s' is refused", ([text, message]) => {
  expect(() => parseHost(text, "--host")).toThrow(message);
});
