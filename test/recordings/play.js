/**
 * `play.js RECORDING INDEX FOLDER -- ARGS...` is the program of a recording's sitting INDEX: it says what was recorded as
 * soon as it is told what was recorded, and writes files of the program below FOLDER. Told anything else it says so and
 * ends with 3. `FOLDER/played-INDEX` says how it went: `content`, or what is wrong.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const [recording = "", sitting = "0", folder = "", , ...args] = process.argv.slice(2);
const verdict = path.join(folder, `played-${sitting}`);
const entries = entriesOf(readFileSync(recording, "utf8"), Number(sitting));
/** Ids of our side's requests, which it chooses anew each time: live ones by recorded one. */
const asked = new Map();
const taken = new Set();
let at = 0;
let isEnded = false;
const patience = setTimeout(() => fail(`nothing came for a minute; ${wanted()}`), 60_000);

if (args[0] === "--version") process.exit(1); // asked by an adapter that looks for the reason of a failure
takeArguments();
createInterface({ input: process.stdin }).on("line", take).on("close", end);
advance();

function entriesOf(text, index) {
  const lines = text.split("\n").filter((line) => line !== "");
  const all = lines.map((line) => JSON.parse(line)).filter((entry) => !("of" in entry || "event" in entry));
  const starts = all.flatMap((entry, place) => ("start" in entry ? [place] : []));
  return all.slice(starts[index], starts[index + 1]);
}

function takeArguments() {
  const why = difference(entries[0].start, args, "arguments");
  if (why !== "") fail(why);
  at = 1;
}

function take(line) {
  patience.refresh();
  const live = JSON.parse(line);
  const key = keyOf(live);
  const isLike = (entry) => entry.in && keyOf(entry.in) === key;
  const found = entries.findIndex((entry, index) => index >= at && !taken.has(index) && isLike(entry));
  const again = isRepeatable(key)
    ? entries.findLastIndex((entry, index) => taken.has(index) && isLike(entry))
    : -1;
  const place = found === -1 ? again : found;
  if (place === -1) return fail(`it was told what was not recorded: ${line}; ${wanted()}`);
  const recorded = entries[place].in;
  const why = difference(withoutId(recorded), withoutId(live), key);
  if (why !== "") return fail(why);
  if (isRequest(recorded)) asked.set(idOf(recorded), [...(asked.get(idOf(recorded)) ?? []), idOf(live)]);
  if (taken.has(place)) return answerAgain(recorded, live);
  taken.add(place);
  advance();
}

/** How often this is said depends on how quick both sides are. */
function isRepeatable(key) {
  return /interrupt|session\/(cancel|set_mode)/.test(key);
}

function answerAgain(recorded, live) {
  const isAnswer = ({ out }, index) => index < at && out && isAnswerOut(out) && idOf(out) === idOf(recorded);
  const answer = entries.find(isAnswer);
  if (answer) print(withId(answer.out, idOf(live)));
}

function end() {
  isEnded = true;
  const missing = entries.findIndex((entry, index) => index >= at && entry.in && !taken.has(index));
  if (missing !== -1) return fail(`it was told nothing more; ${wanted(missing)}`);
  advance();
  if (at === entries.length) process.exit(0);
}

/** Says all that was said before it was told more. */
function advance() {
  for (; at < entries.length; at += 1) {
    const entry = entries[at];
    if (entry.in === null ? !isEnded : "in" in entry && !taken.has(at)) break;
    if ("out" in entry) say(entry.out);
    if ("file" in entry) grow(entry);
    if ("exit" in entry) return leave(entry.exit ?? 0);
  }
  writeFileSync(verdict, at === entries.length ? "content" : wanted());
}

function leave(code) {
  writeFileSync(verdict, "content");
  process.stdout.write("", () => process.exit(code));
}

function grow({ file, more }) {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  appendFileSync(path.join(folder, file), more);
}

function say(message) {
  const ids = isAnswerOut(message) ? asked.get(idOf(message)) : undefined;
  if (ids === undefined) print(message);
  else for (const id of ids) print(withId(message, id));
}

function print(message) {
  process.stdout.write(`${typeof message === "string" ? message : JSON.stringify(message)}\n`);
}

function isRequest({ method, id, type }) {
  return method === undefined ? type === "control_request" : id !== undefined;
}

function isAnswerOut({ method, id, response }) {
  return method === undefined && (id !== undefined || response?.request_id !== undefined);
}

/** Of a request, or of what an answer answers. */
function idOf({ id, request_id: own, response }) {
  return id ?? own ?? response?.request_id;
}

function withId(answer, id) {
  if (answer.id !== undefined) return { ...answer, id };
  return { ...answer, response: { ...answer.response, request_id: id } };
}

function withoutId(message) {
  return isRequest(message) ? { ...message, id: undefined, request_id: undefined } : message;
}

/** What a message is, apart from what it says. */
function keyOf({ method, id, type, request, response }) {
  if (method !== undefined) return method;
  if (id !== undefined) return `answer to ${id}`;
  return [type, request?.subtype, response?.request_id].filter((part) => part !== undefined).join(" ");
}

/** Where a live message differs from the recorded one; empty: nowhere. */
function difference(recorded, live, where) {
  if (recorded === live) return "";
  if (!isObject(recorded) || !isObject(live) || Array.isArray(recorded) !== Array.isArray(live))
    return `${where} is ${JSON.stringify(live)}, but ${JSON.stringify(recorded)} was recorded`;
  const keys = new Set([...Object.keys(recorded), ...Object.keys(live)]);
  for (const key of keys) {
    const why = difference(recorded[key], live[key], `${where}.${key}`);
    if (why !== "") return why;
  }
  return "";
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}

function wanted(index = at) {
  const entry = entries[index];
  return entry === undefined
    ? "nothing more was recorded"
    : `recorded is ${JSON.stringify(entry).slice(0, 400)}`;
}

function fail(why) {
  writeFileSync(verdict, why);
  process.stderr.write(`the recording does not fit: ${why}\n`);
  process.exit(3);
}
