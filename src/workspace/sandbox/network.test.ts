import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createServer as createHttp } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { users } from "./sandbox.fixture.ts";

const files = { "server/a.ts": "" };

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A machine's own proxy, which notes what it is asked for and answers in place of the host. */
async function upstream() {
  const asked: string[] = [];
  const server = createHttp();
  server.on("connect", (request, socket) => {
    asked.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`);
    socket.write("HTTP/1.1 200 OK\r\n\r\nhello from the host\n");
    socket.on("data", (chunk: Buffer) => socket.end(`you said ${String(chunk)}`));
    socket.on("error", () => undefined);
  });
  const port = await listening(server);
  process.env["HTTPS_PROXY"] = `http://me:pass%20word@127.0.0.1:${port}`;
  return asked;
}

afterEach(() => {
  delete process.env["HTTPS_PROXY"];
});

/** Asks the proxy of the environment for a tunnel, says hello through it, and prints what comes back. */
const tunnel = (to: string, method = "CONNECT"): string => `node -e '
  const { hostname, port } = new URL(process.env.HTTPS_PROXY);
  const socket = net.connect(Number(port), hostname);
  socket.write("${method} ${to} HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n");
  let seen = "";
  socket.on("data", (chunk) => { seen += chunk; if (seen.endsWith("host\\n")) socket.write("hello"); });
  socket.on("close", () => console.log(seen));
  socket.on("error", (error) => console.log(error.code));'`;

const hosts = ["api.example.com", "*.example.org", "localhost"];

describe.each(users)("as $user", ({ make, isSelf }) => {
  test("B41: a port on the list is reached, another one is not", async () => {
    const greet = () => createServer((socket) => socket.end("hello\n"));
    const [open, shut] = [await listening(greet()), await listening(greet())];
    const { shell, confinement } = await make(files, { network: { hosts: [], ports: [open] } });
    const { out } = await shell(
      `for port in ${open} ${shut}; do node -e 'net.connect('$port', "127.0.0.1").on("error", (e) => console.log(e.code)).pipe(process.stdout)'; done`,
    );
    expect(out).toBe("hello\nECONNREFUSED\n");
    await confinement.close();
  });

  test.skipIf(!isSelf)(
    "a host on the list is reached through the proxy, and through the machine's own",
    async () => {
      const asked = await upstream();
      const { shell } = await make(files, { network: { hosts, ports: [] } });
      for (const host of ["api.example.com:443", "API.example.com:443", "a.b.example.org:443"])
        expect((await shell(tunnel(host))).out).toContain("hello from the host\nyou said hello");
      expect(asked).toEqual([
        "api.example.com:443 Basic bWU6cGFzcyB3b3Jk",
        "API.example.com:443 Basic bWU6cGFzcyB3b3Jk",
        "a.b.example.org:443 Basic bWU6cGFzcyB3b3Jk",
      ]);
    },
  );

  test.each([
    [
      "another host",
      "evil.com:443",
      "evil.com is not on the list; this role can reach only api.example.com,",
    ],
    ["a name that ends like one", "evilapi.example.com:443", "not on the list"],
    ["a name that begins like one", "api.example.com.evil.com:443", "not on the list"],
    ["the name above a pattern", "example.org:443", "not on the list"],
    ["another port", "api.example.com:22", "port 22 is closed"],
    ["an address", "93.184.216.34:443", "is an address, not a name"],
    ["an address of IPv6", "[::1]:443", "is an address, not a name"],
    ["a name that leads to this machine", "localhost:443", "leads to an address that is not public"],
    ["nonsense", "api.example.com:443:443", "is no name and port"],
  ])("%s is refused, and the reason is told", async (_, to, reason) => {
    const { shell } = await make(files, { network: { hosts, ports: [] } });
    const { out } = await shell(tunnel(to));
    expect(out).toMatch(/^HTTP\/1\.1 403 /);
    expect(out).toContain(reason);
  });

  test("plain HTTP is refused, with the list", async () => {
    const { shell } = await make(files, { network: { hosts, ports: [] } });
    const { out } = await shell(tunnel("http://api.example.com/", "GET"));
    expect(out).toMatch(/^HTTP\/1\.1 403 /);
    expect(out).toContain("this role can reach only api.example.com, *.example.org, localhost, at port 443");
  });

  test("a program started behind the bridge has its streams, its exit code and its signals", async () => {
    const { shell } = await make(files, { network: { hosts, ports: [] } });
    expect(await shell("cat; echo out; echo err >&2; exit 42")).toEqual({
      code: 42,
      out: "out\n",
      err: "err\n",
    });
    expect((await shell("kill -TERM $$")).code).toBe(143);
    expect((await shell("trap 'echo told; exit 3' TERM; kill -TERM $PPID; sleep 5 & wait")).code).toBe(3);
    const { out } = await shell("echo $HTTPS_PROXY $https_proxy $HTTP_PROXY $NO_PROXY");
    expect(out).toMatch(/^(http:\/\/127.0.0.1:\d+ )\1{2}127.0.0.1,localhost\n$/);
  });
});

test("nothing is left of the ways out when the place is closed", async () => {
  const left = async () =>
    (await readdir(tmpdir())).filter((name) => name.includes(`outlets-${process.pid}-`));
  const [first] = users;
  const { shell, confinement } = (await first?.make(files, { network: { hosts, ports: [5] } })) ?? {};
  expect(await left()).toHaveLength(1);
  await shell?.("true");
  await confinement?.close();
  expect(await left()).toEqual([]);
});
