/** How a function that sends requests takes its arguments. */
export type Style =
  /** fetch(url, { method, body }) */
  | "fetch"
  /** axios.post(url, body, { params }) */
  | "body-second"
  /** ky.post(url, { json, searchParams }) */
  | "options-second"
  /** client.POST("/path", { body, params: { query } }) */
  | "typed"
  /** axios({ url, method, data, params }) */
  | "all-in-one"
  /** request("/api/x", ...): only the path is sure. */
  | "path-first";

export interface Sink {
  style: Style;
  /** Null when the options say it. */
  method: string | null;
}

const verbs = /^(get|post|put|patch|delete|head|options)$/i;

/** Packages whose clients are known, by how these take what is sent. */
const packages: ReadonlyMap<string, Style> = new Map(
  Object.entries<Style>({
    axios: "body-second",
    ky: "options-second",
    got: "options-second",
    ofetch: "options-second",
    "openapi-fetch": "typed",
  }),
);

const functions: ReadonlyMap<string, Style> = new Map(
  Object.entries<Style>({
    fetch: "fetch",
    "window.fetch": "fetch",
    "globalThis.fetch": "fetch",
    "self.fetch": "fetch",
    Request: "fetch",
    $fetch: "fetch",
    ofetch: "fetch",
    useFetch: "fetch",
    ky: "fetch",
    axios: "fetch",
    "axios.request": "all-in-one",
  }),
);

/** Names by which projects call the function or object that sends their requests. */
const requesting =
  /^(request|api|apiFetch|fetchApi|fetchJson|fetchJSON|apiRequest|apiCall|callApi|httpRequest|authFetch)$/;
const clients =
  /^(http|api|client|httpClient|apiClient|axiosInstance|instance|rest|\$http|\$axios|axios|ky)$/i;

/** Calls that make a client with a base of its own, and the option that names it. */
export const makers =
  /^(axios\.create|ky\.create|ky\.extend|ofetch\.create|\$fetch\.create|got\.extend|createClient|createFetch)$/;
export const baseOptions = ["baseURL", "baseUrl", "prefixUrl", "prefix"];

export interface Callee {
  name: string;
  /** The package that its first word comes from; null when it comes from none. */
  from: string | null;
  /** The call that made the client, where its first word is one. */
  maker: string | null;
}

/** Whether what is called sends a request, and how; null when nothing says so. */
export function sinkOf({ name, from, maker }: Callee): Sink | null {
  const words = name.split(".");
  const known = from === null ? null : (packages.get(from) ?? null);
  if (from !== null && known === null) return null;
  const direct = functions.get(name);
  if (direct !== undefined && maker === null) return { style: direct, method: null };
  const style = maker === null ? known : styleOf(maker);
  if (words.length > 1) return methodOf(words, style);
  if (maker !== null) return { style: "fetch", method: null };
  return requesting.test(name) ? { style: "path-first", method: null } : null;
}

/** A client's method is the one that is sent. */
function methodOf(words: readonly string[], style: Style | null): Sink | null {
  const [object = "", verb = ""] = words.slice(-2);
  if (!verbs.test(verb)) return null;
  const method = verb.toUpperCase();
  if (style) return { style, method };
  if (object.toLowerCase() === "axios") return { style: "body-second", method };
  return clients.test(object) ? { style: "path-first", method } : null;
}

function styleOf(maker: string): Style {
  if (maker === "createClient") return "typed";
  return maker.startsWith("axios") ? "body-second" : "options-second";
}
