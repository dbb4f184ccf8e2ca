import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { carriers } from "../process.ts";
import { users } from "./sandbox.fixture.ts";

const files = {
  "server/a.ts": "ours\n",
  "server/a.test.ts": "theirs\n",
  "server/lib/package.json": "{}\n",
  "web/b.ts": "theirs\n",
  "package.json": "{}\n",
  ".git/hooks/pre-commit": "theirs\n",
  ".github/workflows/ci.yml": "theirs\n",
};

describe.each(users)("as $user", ({ make }) => {
  /** Every file of the tree that is not what it was at first. */
  async function changed(tree: string): Promise<string[]> {
    const found = await readdir(tree, { recursive: true });
    const kept = await Promise.all(
      found.map(async (name) => {
        if (!(await lstat(path.join(tree, name))).isFile()) return [];
        const now = await readFile(path.join(tree, name), "utf8");
        return now === (files as Record<string, string>)[name] ? [] : [name];
      }),
    );
    const missing = Object.keys(files).filter((name) => !found.includes(name));
    return [...kept.flat(), ...missing].sort();
  }

  test("what the policy allows can be written", async () => {
    const { shell, tree } = await make(files);
    expect(await shell("echo x > server/a.ts && echo y > server/new.ts && rm server/a.ts")).toMatchObject({
      code: 0,
    });
    expect(await changed(tree)).toEqual(["server/a.ts", "server/new.ts"]);
  });

  test.each([
    [
      "by its path",
      "echo x > web/b.ts; echo x > package.json; echo x > server/a.test.ts; touch web/new.ts new.ts",
    ],
    [
      "by its whole path",
      "echo x > $PWD/web/b.ts; echo x > server/../web/b.ts; echo x >> /phasegate/tree/web/b.ts",
    ],
    ["through a link", "ln -s ../web server/way; echo x > server/way/b.ts; rm server/way"],
    [
      "through a hard link",
      "ln web/b.ts server/b.ts && echo x > server/b.ts; ln server/a.test.ts server/t.ts",
    ],
    [
      "by moving it into the scope",
      "mv web/b.ts server/b.ts; mv web server/web; rm -rf server/b.ts server/web",
    ],
    [
      "by moving something over it",
      "cp server/a.ts server/n; mv -f server/n web/b.ts; mv -f server/n server/a.test.ts; rm server/n",
    ],
    [
      "by moving the folder around it",
      "mv server/lib server/lib2 && mkdir server/lib && echo x > server/lib/package.json; mv server s2",
    ],
    ["by removing it", "rm -f web/b.ts server/a.test.ts server/lib/package.json; rm -rf server/lib web"],
    [
      "by its rights",
      "chmod 777 web/b.ts server/a.test.ts; chown 1 web/b.ts; echo x > web/b.ts; touch -d 2001-01-01 web/b.ts",
    ],
    [
      "with dd, tee, sed, truncate and node",
      'echo x | tee web/b.ts; sed -i s/t/x/ web/b.ts; truncate -s 0 web/b.ts; node -e \'fs.writeFileSync("web/b.ts", "x")\'',
    ],
    [
      "by a mount",
      "mount -o remount,rw web; mount -o remount,rw /phasegate/tree; mount --bind server web; umount server/a.test.ts; umount -l web",
    ],
    [
      "in a namespace of its own",
      "unshare -Urm sh -c 'mount -o remount,bind,rw /phasegate/tree; umount -l server/a.test.ts; echo x > web/b.ts; echo x > server/a.test.ts'",
    ],
    ["in a sandbox of its own", "bwrap --bind / / sh -c 'echo x > web/b.ts'"],
    [
      "through /proc",
      "echo x > /proc/self/root/phasegate/tree/web/b.ts; echo x > /proc/self/cwd/web/b.ts; echo x > /proc/1/root/phasegate/tree/web/b.ts; exec 7< web/b.ts; echo x > /proc/self/fd/7",
    ],
    [
      "the hooks and the settings of git",
      "echo x > .git/hooks/pre-commit; git config core.fsmonitor ./server/evil; echo x > .git/config; mv .git g",
    ],
    ["the project's own checks", "echo x > .github/workflows/ci.yml; echo x > .github/workflows/new.yml"],
  ])("what it does not allow cannot be changed %s", async (_, script) => {
    const { shell, tree } = await make(files);
    await shell(script);
    expect(await changed(tree)).toEqual([]);
  });

  test("nothing outside the tree can be changed or seen", async () => {
    const { shell, root } = await make({ ...files });
    await writeFile(path.join(root, "key"), "secret of the user\n");
    const script = [
      `cat ${root}/key; ls ${root}; cat ${root}/../*/key; cat /root/.ssh/id_rsa /home/*/.ssh/id_rsa`,
      "cat /etc/shadow /etc/gshadow /etc/sudoers /etc/ssl/private/*",
      "for at in / /etc /usr /usr/bin /dev /proc/sys/kernel /phasegate; do touch $at/phasegate-new && echo made in $at; done",
      "echo h > /proc/sysrq-trigger && echo pressed; echo 1 > /proc/sys/kernel/panic && echo set",
      "ls /run /sys/class /sys/fs /boot /var/run /root /home /mnt /srv",
      "mknod /tmp/disk b 254 0 && echo disk; cat /dev/vda /dev/sda /dev/mem /dev/kmsg",
    ].join("\n");
    expect(await shell(script)).toMatchObject({ out: "" });
  });

  test("it has no rights, no setuid program gives it any, and no other process is seen", async () => {
    const { shell } = await make(files);
    const host = process.pid;
    const { out } = await shell(
      `grep -E 'CapEff|CapPrm|CapBnd|CapAmb|NoNewPrivs|Seccomp:' /proc/self/status; ls /proc | grep -c '^[0-9]'; kill -0 ${host} && echo reached; cat /proc/*/environ | tr '\\0' '\\n' | cut -d= -f1 | sort -u; find /proc/$$/fd -type l ! -name '[0-2]' ! -name 10 -exec readlink {} + > /tmp/open; echo open: $(sort -u /tmp/open); su -c id; sudo -n id`,
    );
    const none = "0000000000000000";
    expect(out.split("\n")).toEqual([
      `CapPrm:\t${none}`,
      `CapEff:\t${none}`,
      `CapBnd:\t${none}`,
      `CapAmb:\t${none}`,
      "NoNewPrivs:\t1",
      "Seccomp:\t2",
      expect.stringMatching(/^[1-6]$/),
      "HOME",
      "PATH",
      "PWD",
      "TMPDIR",
      expect.stringMatching(/^open:( \/dev\/null)?$/),
      "",
    ]);
  });

  test("no socket of this machine is reached", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "phasegate-socket-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const abstract = `\0phasegate-${randomUUID()}`;
    let calls = 0;
    const addresses = [{ port: 0, host: "127.0.0.1" }, path.join(folder, "docker.sock"), abstract];
    const servers = addresses.map((address) => createServer(() => calls++).listen(address));
    onTestFinished(() => servers.forEach((server) => server.close()));
    await Promise.all(servers.map((server) => once(server, "listening")));
    const { port } = Object(servers[0]?.address()) as { port: number };
    const { shell } = await make(files);
    const program = `
      const net = require("node:net"), dgram = require("node:dgram"), dns = require("node:dns");
      for (const to of [{ port: ${port}, host: "127.0.0.1" }, { port: ${port}, host: "::1" }, { port: 53, host: "1.1.1.1" },
        ${JSON.stringify(addresses[1])}, ${JSON.stringify(abstract)}])
        net.connect(to).on("connect", () => console.log("reached", to)).on("error", () => undefined);
      const socket = dgram.createSocket("udp4");
      socket.send("x", 53, "1.1.1.1", (error) => socket.close(error || console.log("sent")));
      dns.lookup("example.com", (error) => error || console.log("resolved"));`;
    await shell(`cat > server/try.cjs <<'END'\n${program}\nEND\n`);
    expect(await shell("node server/try.cjs")).toMatchObject({ out: "", err: "", code: 0 });
    expect(calls).toBe(0);
  });

  test("calls that know no namespace are refused", async () => {
    const { shell } = await make(files);
    const program = `
import ctypes, socket
for name, family in [("vsock", 40), ("alg", 38), ("packet", 17), ("bluetooth", 31)]:
    try:
        socket.socket(family, socket.SOCK_STREAM)
        print(name)
    except OSError as error:
        assert error.errno == 97, error
libc = ctypes.CDLL(None, use_errno=True)
for call in (248, 250, 298, 321, 323, 425):
    assert libc.syscall(call, 0, 0, 0, 0, 0) == -1 and ctypes.get_errno() in (1, 38), call
socket.socket(socket.AF_INET); socket.socket(socket.AF_UNIX)
print("done")`;
    const { out } = await shell(
      `command -v python3 > /dev/null || { echo done; exit; }\npython3 - <<'END'\n${program}\nEND\n`,
    );
    expect(out).toBe("done\n");
  });

  test("nobody is left when its program has ended, whatever they did to get away", async () => {
    const { shell, confinement } = await make(files);
    const mark = randomUUID();
    await shell(
      `env -i LEFT=${mark} setsid sleep 1000 > /dev/null 2>&1 < /dev/null & (LEFT=${mark} nohup sleep 1000 > /dev/null 2>&1 &); true`,
    );
    await confinement.close();
    expect(await carriers(`LEFT=${mark}`)).toEqual([]);
  });
});
