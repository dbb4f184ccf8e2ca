import { spawn, type ChildProcess } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, readlink } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { isLaunching, launch } from "./launcher/launcher.ts";
import type { ProcessCall } from "./launcher/task.ts";
import { type ConfinedProcess, startConfined } from "./sandbox/confined-process.ts";
import { traced } from "./trace.ts";
import type { ProcessResult } from "./workspace.ts";

const passedOn = [
  "PATH",
  "LANG",
  "LC_ALL",
  "TZ",
  "TMPDIR",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "npm_config_registry",
];

/** What an agent, a check or a setup may see of the engine's own environment: a list of what is harmless. */
export function baseEnvironment(own: { HOME: string }): Record<string, string> {
  const entries = passedOn.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(entries), ...own };
}

const tailLength = 4_000;

/** Variable that finds a process's descendants again, whatever they do to get away. */
const markerName = "PHASEGATE_PROCESS";

/** Run a process in a group of its own and leave nothing of it alive. Never throws for what the process did. */
export function runProcess(call: ProcessCall): Promise<ProcessResult> {
  return traced("process", () => (isLaunching() ? launched(call) : processHere(call)));
}

const launched = ({ signal, ...call }: ProcessCall): Promise<ProcessResult> =>
  launch({ kind: "process", call }, signal) as Promise<ProcessResult>;

/** The same, started by this very process. */
export async function processHere(call: ProcessCall): Promise<ProcessResult> {
  const marker = randomUUID();
  await mkdir(call.env["HOME"] ?? call.cwd, { recursive: true });
  const begun = performance.now();
  const { child, exceeded, end } = await start(call, { ...call.env, [markerName]: marker });
  const output = collect(child, call.outputLimitBytes ?? 64 * 1024 * 1024);
  const printed = call.keepBytes === undefined ? null : keep(child, call.keepBytes);
  const { exitCode, problem } = await ended(child, call, [
    output.overflown.then((): End => ({ exitCode: 125, problem: "printed more than is allowed" })),
    exceeded.then((limit): End => ({ exitCode: 137, problem: limit })),
  ]);
  await end();
  await sweep(`${markerName}=${marker}`);
  return {
    exitCode,
    problem,
    durationMs: Math.round(performance.now() - begun),
    outputSha256: output.digest(),
    outputTail: problem ? `${output.tail()}\n[${problem}]`.trimStart() : output.tail(),
    ...(printed ? { printed: printed() } : {}),
  };
}

/** Held by the system when the call asks for it and the system can; in a group of its own otherwise. */
async function start(call: ProcessCall, env: Record<string, string>): Promise<ConfinedProcess> {
  const { confined, cwd, command } = call;
  const held = confined ? await startConfined({ command, cwd, env, confined }) : null;
  if (held) return held;
  const [program = "", ...args] = command;
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const end = (): Promise<void> => {
    killGroup(child.pid);
    return Promise.resolve();
  };
  return { child, exceeded: new Promise(() => undefined), end };
}

interface Output {
  overflown: Promise<void>;
  digest(): string;
  tail(): string;
}

function collect(child: ChildProcess, limit: number): Output {
  const hash = createHash("sha256");
  let kept = Buffer.alloc(0);
  let size = 0;
  const overflown = new Promise<void>((resolve) => {
    const take = (chunk: Buffer): void => {
      hash.update(chunk);
      size += chunk.length;
      kept = Buffer.concat([kept, chunk]).subarray(-4 * tailLength);
      if (size > limit) resolve();
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
  });
  return {
    overflown,
    digest: () => hash.digest("hex"),
    tail: () => plain(kept.toString("utf8")).slice(-tailLength),
  };
}

/** The beginning of what is printed, as it comes; told when it is asked for. */
function keep(child: ChildProcess, limit: number): () => NonNullable<ProcessResult["printed"]> {
  const [all, stdout]: [Buffer[], Buffer[]] = [[], []];
  let left = limit;
  let isCut = false;
  const take = (chunk: Buffer): Buffer => {
    const part = chunk.subarray(0, left);
    isCut ||= part.length < chunk.length;
    left -= part.length;
    all.push(part);
    return part;
  };
  child.stdout?.on("data", (chunk: Buffer) => stdout.push(take(chunk)));
  child.stderr?.on("data", take);
  const textOf = (chunks: Buffer[]) => plain(Buffer.concat(chunks).toString("utf8"));
  return () => ({ all: textOf(all), stdout: textOf(stdout), cut: isCut });
}

// eslint-disable-next-line no-control-regex -- colours are control characters
const colours = /\u001B\[[0-9;?]*[ -/]*[@-~]/g;

const plain = (text: string): string => text.replaceAll(colours, "");

interface End {
  exitCode: number;
  problem: string | null;
}

/** The process's own end, or the end that it is brought to. */
async function ended(child: ChildProcess, call: ProcessCall, limits: readonly Promise<End>[]): Promise<End> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  const exit = new Promise<End>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      resolve({ exitCode: 127, problem: `could not be started: ${error.message}` }),
    );
    child.once("exit", (code, signal) => {
      const end = { exitCode: code ?? 128, problem: signal ? `ended by ${signal}` : null };
      // What it printed is complete once both pipes are closed; a child that keeps them open is not waited for.
      child.once("close", () => resolve(end));
      setTimeout(() => resolve(end), 250).unref();
    });
  });
  const timeout = new Promise<End>((resolve) => {
    timer = setTimeout(
      () => resolve({ exitCode: 124, problem: `still running after ${call.timeoutMs / 1000} s` }),
      call.timeoutMs,
    );
  });
  const aborted = new Promise<End>((resolve) => {
    onAbort = () => resolve({ exitCode: 130, problem: "interrupted" });
    if (call.signal?.aborted) onAbort();
    call.signal?.addEventListener("abort", onAbort, { once: true });
  });
  const end = await Promise.race([exit, timeout, aborted, ...limits]);
  clearTimeout(timer);
  call.signal?.removeEventListener("abort", onAbort);
  return end;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // nobody of the group is left
  }
}

/**
 * End every process that carries `variable` ("NAME=value") in its environment, but not this one. A process
 * that starts others while it is swept is found in the next round; one that is just becoming another program
 * shows no environment for a moment, so only two rounds without a find are the end.
 */
export async function sweep(variable: string): Promise<void> {
  for (let round = 0, clean = 0; round < 40 && clean < 2; round++) {
    const found = await carriers(variable);
    clean = found.length === 0 ? clean + 1 : 0;
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // it has ended by itself
      }
    }
  }
}

/** Living processes with `variable` in their environment; none where there is no /proc. */
export async function carriers(variable: string): Promise<number[]> {
  const names = await readdir("/proc").catch(() => []);
  const own = String(process.pid);
  const candidates = names.filter((name) => /^\d+$/.test(name) && name !== own);
  const found = await Promise.all(
    candidates.map(async (name) => ((await carries(name, variable)) ? [Number(name)] : [])),
  );
  return found.flat();
}

async function carries(pid: string, variable: string): Promise<boolean> {
  let environ = await environmentOf(pid);
  for (let look = 0; environ === "" && look < 100 && (await isBetweenPrograms(pid)); look++) {
    if (look > 0) await delay(2);
    environ = await environmentOf(pid);
  }
  // Asked once more: it may have become another program since it was first asked.
  if (environ === "") environ = await environmentOf(pid);
  return environ.split("\0").includes(variable); // a zombie's is empty
}

const environmentOf = (pid: string): Promise<string> =>
  readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");

/** While a process turns into another program (exec), it has a program but no arguments and no environment yet. */
async function isBetweenPrograms(pid: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => null);
  if (commandLine !== "") return false;
  return readlink(`/proc/${pid}/exe`).then(
    () => true,
    () => false,
  );
}
