import { type Found, fail, ok, warn } from "./check.ts";

const TIMEOUT_MS = 10_000;
const SKEW_WARN_MS = 5_000;
const SKEW_FAIL_MS = 300_000;
const MIN_NODE = [20, 19] as const;
/** The version of the API this speaks. */
const OUR_API = "1";

/** How the server was reached. */
export interface Way {
  readonly found: Found;
  /** Server's `Date` minus ours at half the way, ms; `null` when it sent none. */
  readonly skewMs: number | null;
}

export function checkNode(version: string): Found {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [wantedMajor, wantedMinor] = MIN_NODE;
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
    ? ok(version)
    : fail(version, `Install Node.js ${wantedMajor}.${wantedMinor} or newer.`);
}

export function checkAddress(baseUrl: string): Found {
  if (!URL.canParse(baseUrl)) return fail(`${baseUrl} is no address.`, "Set AL_BASE_URL to something like https://lattice.example.com.");
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === "https:") return ok(baseUrl);
  if (protocol !== "http:") return fail(`${baseUrl} is neither https nor http.`, "Set AL_BASE_URL to an https address.");
  const local = hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
  return local ? ok(baseUrl) : warn(`${baseUrl} is not encrypted.`, "The key can be read on the way. Use https.");
}

/** Asks for the one thing that needs neither key nor database. */
export async function reach(baseUrl: string): Promise<Way> {
  const started = Date.now();
  try {
    const response = await get(baseUrl, "/health");
    const took = Date.now() - started;
    const date = Date.parse(response.headers.get("date") ?? "");
    await response.body?.cancel();
    if (response.status !== 200)
      return { found: fail(`${baseUrl}/health answers ${response.status}.`, "Is AL_BASE_URL the address of the API?"), skewMs: null };
    // `Date` has whole seconds, so on average half of one is missing.
    return { found: ok(`${took} ms`), skewMs: Number.isNaN(date) ? null : date + 500 - (started + took / 2) };
  } catch (error) {
    return { found: fail(...explain(baseUrl, error)), skewMs: null };
  }
}

export function checkClock({ skewMs }: Way): Found {
  if (skewMs === null) return warn("The server sends no Date.", "A proxy removes it; the clocks cannot be compared.");
  const off = `${(Math.abs(skewMs) / 1_000).toFixed(1)} s ${skewMs > 0 ? "behind" : "ahead of"} the server`;
  if (Math.abs(skewMs) < SKEW_WARN_MS) return ok("in time with the server");
  const advice = "Turn on NTP: times you see and sign will be wrong.";
  return Math.abs(skewMs) < SKEW_FAIL_MS ? warn(off, advice) : fail(off, advice);
}

export async function checkReady(baseUrl: string): Promise<Found> {
  try {
    const response = await get(baseUrl, "/ready");
    if (response.status === 200) return ok("takes requests");
    const problem = (await response.json()) as { detail?: unknown };
    const detail = typeof problem.detail === "string" ? problem.detail : `/ready answers ${response.status}.`;
    return fail(detail, "Look at the server's own log; gates wait until it is back.");
  } catch (error) {
    return fail(...explain(baseUrl, error));
  }
}

export async function checkVersion(baseUrl: string): Promise<Found> {
  try {
    const document = (await (await get(baseUrl, "/openapi.json")).json()) as { info?: { version?: unknown } };
    const version = String(document.info?.version ?? "");
    if (version === "") return warn("does not say its version", "Is a proxy in between that changes answers?");
    return version.split(".")[0] === OUR_API
      ? ok(`API version ${version}`)
      : warn(`API version ${version}, this speaks ${OUR_API}`, "Install the release of agentlattice that fits the server.");
  } catch {
    return warn("does not describe itself at /openapi.json", "Is a proxy in between that changes answers?");
  }
}

function get(baseUrl: string, path: string): Promise<Response> {
  return fetch(`${baseUrl.replace(/\/+$/, "").replace(/\/api\/v1$/, "")}/api/v1${path}`, {
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nothing listens there. Start it (npm start in a clone), or correct AL_BASE_URL.",
  ENOTFOUND: "That name does not exist. Correct AL_BASE_URL, or look at your DNS.",
  EAI_AGAIN: "Names cannot be looked up just now. Look at your network.",
  ECONNRESET: "The connection was cut. Is it https behind an http address, or a firewall?",
  CERT_HAS_EXPIRED: "The server's certificate has expired. Renew it.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate is self-signed. Trust it with NODE_EXTRA_CA_CERTS; do not turn checking off.",
  SELF_SIGNED_CERT_IN_CHAIN: "The certificate is signed by an authority that is not known here. Set NODE_EXTRA_CA_CERTS to it.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The server does not send its intermediate certificates. Configure the full chain.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The certificate is for another name. Use the name it is for.",
};

function explain(baseUrl: string, error: unknown): [detail: string, advice: string] {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
  if (name === "TimeoutError") return [`${baseUrl} does not answer within ${TIMEOUT_MS / 1_000} s.`, "Is a firewall or a VPN in the way?"];
  const code = typeof cause?.code === "string" ? cause.code : "";
  return [`${baseUrl} cannot be reached${code ? ` (${code})` : ""}.`, BY_CODE[code] ?? "Look at the address and at your network."];
}
