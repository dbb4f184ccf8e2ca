import { once } from "node:events";
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { listTree } from "./listing.ts";
import { proxyEnvironment } from "./outlets.ts";
import { plainPlace } from "./plain.ts";
import { planWrites } from "./plan-writes.ts";
import { createProxy } from "./proxy.ts";
import type { Confinement, ConfinementRules } from "./rules.ts";
import { nodeFiles } from "./readable.ts";
import { seatbeltCommand, seatbeltProfile } from "./seatbelt.ts";

/** A place held by macOS's sandbox-exec. Never run on a Mac so far; paths in it are those of the machine. */
export async function seatbeltPlace(rules: ConfinementRules): Promise<Confinement> {
  const [tree, sessions] = await Promise.all([realpath(rules.tree), realpath(rules.sessions)]);
  const plan = planWrites(rules.policy, await listTree(tree));
  for (const folder of plan.create) await mkdir(path.join(tree, folder), { recursive: true });
  const temporary = await realpath(await mkdtemp(path.join(tmpdir(), "phasegate-")));
  const proxy = await openProxy(rules.network.hosts);
  const profile = seatbeltProfile({
    policy: rules.policy,
    plan,
    tree,
    sessions,
    temporary,
    readable: [...nodeFiles(), ...rules.readable],
    ports: [...rules.network.ports, ...(proxy ? [proxy.port] : [])],
  });
  const place = plainPlace({ ...rules, tree, sessions }, "");
  return {
    ...place,
    sandbox: { kind: "seatbelt", problem: plan.problem },
    spawn: (command, { env, ...started }) =>
      place.spawn(seatbeltCommand(profile, command), {
        ...started,
        env: { ...env, ...(proxy ? proxyEnvironment(proxy.port) : {}), TMPDIR: temporary },
      }),
    close: async () => {
      await place.close();
      proxy?.server.closeAllConnections();
      proxy?.server.close();
      await rm(temporary, { recursive: true, force: true });
    },
  };
}

/** On a port of 127.0.0.1, since the network is the machine's; null when no host may be reached. */
async function openProxy(hosts: readonly string[]): Promise<{ server: Server; port: number } | null> {
  if (hosts.length === 0) return null;
  const server = createProxy(hosts).listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return { server, port: (server.address() as AddressInfo).port };
}
