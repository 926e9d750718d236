import { addressAdvice, certificateAdvice } from "@agentlattice/core/connection-advice";
import { parseJsonObject } from "../json-object.ts";
import { systemErrorCode } from "../system-error.ts";
import { type CheckResult, fail, ok, warn } from "./check.ts";

const TIMEOUT_MS = 10_000;
const SKEW_WARN_MS = 5_000;
const SKEW_FAIL_MS = 300_000;
const MIN_NODE = [20, 19] as const;
/** The major version of the API that this CLI supports. */
const SUPPORTED_API = "1";

/** The result of the first request to the server. */
export interface Reachability {
  readonly found: CheckResult;
  /** The server's `Date` minus the local time at half of the round trip, in milliseconds. Null when the server sends no `Date`. */
  readonly skewMs: number | null;
}

export function checkNode(version: string): CheckResult {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [wantedMajor, wantedMinor] = MIN_NODE;
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
    ? ok(version)
    : fail(version, `Install Node.js ${wantedMajor}.${wantedMinor} or newer.`);
}

export function checkAddress(baseUrl: string): CheckResult {
  if (!URL.canParse(baseUrl))
    return fail(`${baseUrl} is not an address.`, "Set AL_BASE_URL to something like https://lattice.example.com.");
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === "https:") return ok(baseUrl);
  if (protocol !== "http:") return fail(`${baseUrl} is neither https nor http.`, "Set AL_BASE_URL to an https address.");
  const local = hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
  return local ? ok(baseUrl) : warn(`${baseUrl} is not encrypted.`, "The key can be read in transit. Use https.");
}

/** Requests `/health`, which needs neither a credential nor the database. */
export async function reach(baseUrl: string): Promise<Reachability> {
  const started = Date.now();
  try {
    const response = await get(baseUrl, "/health");
    const took = Date.now() - started;
    const date = Date.parse(response.headers.get("date") ?? "");
    await response.body?.cancel();
    const advice = addressAdvice(response);
    if (response.status !== 200 || advice !== undefined) {
      const answered = `${baseUrl}/health answers ${response.status}.`;
      return { found: fail(answered, advice ?? "Check that AL_BASE_URL is the address of the API."), skewMs: null };
    }
    // `Date` has a resolution of one second, so half a second is missing on average.
    return { found: ok(`${took} ms`), skewMs: Number.isNaN(date) ? null : date + 500 - (started + took / 2) };
  } catch (error) {
    return { found: fail(...explain(baseUrl, error)), skewMs: null };
  }
}

export function checkClock({ skewMs }: Reachability): CheckResult {
  if (skewMs === null) return warn("The server sends no Date header.", "A proxy may remove it. The clocks cannot be compared.");
  const off = `${(Math.abs(skewMs) / 1_000).toFixed(1)} s ${skewMs > 0 ? "behind" : "ahead of"} the server`;
  if (Math.abs(skewMs) < SKEW_WARN_MS) return ok("in sync with the server");
  const advice = "Turn on NTP. Otherwise the times that you see and sign are wrong.";
  return Math.abs(skewMs) < SKEW_FAIL_MS ? warn(off, advice) : fail(off, advice);
}

export async function checkReady(baseUrl: string): Promise<CheckResult> {
  try {
    const response = await get(baseUrl, "/ready");
    if (response.status === 200) return ok("accepts requests");
    const problem = parseJsonObject(await response.text());
    const detail = typeof problem?.detail === "string" ? problem.detail : `/ready answers ${response.status}.`;
    return fail(detail, "Read the log of the server. Gates wait until it is ready.");
  } catch (error) {
    return fail(...explain(baseUrl, error));
  }
}

export async function checkVersion(baseUrl: string): Promise<CheckResult> {
  try {
    const document: unknown = await (await get(baseUrl, "/openapi.json")).json();
    const version = versionOf(document);
    if (version === "") return warn("does not state its version", "Check whether a proxy changes the answers.");
    return version.split(".")[0] === SUPPORTED_API
      ? ok(`API version ${version}`)
      : warn(`API version ${version}, this CLI supports ${SUPPORTED_API}`, "Install the release of agentlattice that matches the server.");
  } catch {
    return warn("has no /openapi.json", "Check whether a proxy changes the answers.");
  }
}

/** Returns `info.version` of an OpenAPI document, or an empty text. */
function versionOf(document: unknown): string {
  const info = typeof document === "object" && document !== null && "info" in document ? document.info : null;
  return typeof info === "object" && info !== null && "version" in info ? String(info.version) : "";
}

function get(baseUrl: string, path: string): Promise<Response> {
  return fetch(`${baseUrl.replace(/\/+$/, "").replace(/\/api\/v1$/, "")}/api/v1${path}`, {
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "No server listens at this address. Start it (npm start in a clone), or correct AL_BASE_URL.",
  ENOTFOUND: "The host name does not exist. Correct AL_BASE_URL, or check your DNS.",
  EAI_AGAIN: "DNS does not answer. Check your network.",
  ECONNRESET: "The connection was closed. Check whether the server expects https, and whether a firewall blocks it.",
};

function explain(baseUrl: string, error: unknown): [detail: string, advice: string] {
  if (error instanceof Error && error.name === "TimeoutError")
    return [`${baseUrl} does not answer within ${TIMEOUT_MS / 1_000} s.`, "Check whether a firewall or a VPN blocks the connection."];
  const code = (error instanceof Error && systemErrorCode(error.cause)) || "";
  return [
    `${baseUrl} cannot be reached${code ? ` (${code})` : ""}.`,
    certificateAdvice(code) ?? BY_CODE[code] ?? "Check the address and your network.",
  ];
}
