/** What a program may not ask of the kernel, since namespaces do not part it from the rest of the machine. */
interface Calls {
  /** The kernel's number for the machine's kind. */
  machine: number;
  socket: number;
  ioUring: number;
  /** Keys of the user, other programs' memory and events, files by handle, another kernel. */
  denied: readonly number[];
}

const callsOf: Partial<Record<string, Calls>> = {
  x64: {
    machine: 0xc000003e,
    socket: 41,
    ioUring: 425,
    // keyctl, add_key, request_key, userfaultfd, perf_event_open, bpf, open_by_handle_at, kexec_load
    denied: [250, 248, 249, 323, 298, 321, 304, 246],
  },
  arm64: {
    machine: 0xc00000b7,
    socket: 198,
    ioUring: 425,
    denied: [219, 217, 218, 282, 241, 280, 265, 104],
  },
};

/** Unix, IPv4, IPv6, netlink: a virtual machine's line to its host (vsock), for one, knows no namespace. */
const families = [1, 2, 10, 16];

const answer = { allow: 0x7fff0000, error: (code: number) => 0x00050000 | code };
const errors = { notPermitted: 1, noSuchCall: 38, noSuchFamily: 97 };
const at = { call: 0, machine: 4, firstArgument: 16 };
/** Calls of the x32 kind have this bit; nobody else has such numbers. */
const x32 = 0x40000000;

const load = (offset: number): Buffer => step(0x20, offset, [0, 0]);
const end = (value: number): Buffer => step(0x06, value, [0, 0]);
/** Go on when it holds, else leave out the next `otherwise` steps. */
const ifEqual = (value: number, otherwise: number): Buffer => step(0x15, value, [0, otherwise]);
const ifAtLeast = (value: number, otherwise: number): Buffer => step(0x35, value, [0, otherwise]);
const unlessEqual = (value: number, otherwise: number): Buffer => step(0x15, value, [otherwise, 0]);

/** The filter for `bwrap --seccomp`; null for a kind of machine that is not known. */
export function callFilter(architecture: string): Buffer | null {
  const calls = callsOf[architecture];
  if (calls === undefined) return null;
  const refuse = (call: number, code: number): Buffer[] => [ifEqual(call, 1), end(answer.error(code))];
  return Buffer.concat(
    [
      [load(at.machine), unlessEqual(calls.machine, 1), end(answer.error(errors.noSuchCall))],
      [load(at.call), ifAtLeast(x32, 1), end(answer.error(errors.noSuchCall))],
      calls.denied.flatMap((call) => refuse(call, errors.notPermitted)),
      refuse(calls.ioUring, errors.noSuchCall),
      [ifEqual(calls.socket, 2 + 2 * families.length), load(at.firstArgument)],
      families.flatMap((family) => [ifEqual(family, 1), end(answer.allow)]),
      [end(answer.error(errors.noSuchFamily)), end(answer.allow)],
    ].flat(),
  );
}

/** One step of the filter's program, as the kernel reads it. */
function step(code: number, value: number, [yes, no]: readonly [number, number]): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(yes, 2);
  bytes.writeUInt8(no, 3);
  bytes.writeUInt32LE(value >>> 0, 4);
  return bytes;
}
