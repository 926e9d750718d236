import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP } from "node:net";
import { Agent, type Dispatcher, request } from "undici";
import { readAllowList, targetOf } from "./allow-list.ts";
import { EgressError } from "./egress-error.ts";
import { isPublicAddress } from "./vet-address.ts";

/** Resolves a name to all of its addresses. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface EgressOptions {
  /** `AL_EGRESS_ALLOW`: targets that are reached whatever their address is. */
  readonly allow: string;
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
}

export interface EgressRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** True when the caller reads the body of the response. Otherwise its status alone is the response, whatever follows. */
  readonly readsBody?: boolean;
}

export interface EgressResponse {
  readonly status: number;
  /** The body; empty when the caller does not read it. */
  readonly text: string;
  /** Seconds until the time that the header Retry-After names; null without one, or when it is past. */
  readonly retryAfter: number | null;
}

/** The only client for requests to other services. It never follows redirects, and it limits the time and the size of a response. */
export interface EgressClient {
  /** Sends a POST request. @throws EgressError when there is no response */
  post(request: EgressRequest): Promise<EgressResponse>;
  /** Checks the target of a URL without connecting. @throws EgressError EGRESS_REFUSED, NAME_NOT_RESOLVED */
  vet(url: URL): Promise<void>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
const MAX_RESPONSE_BYTES = 64 * 1024;

const resolveBySystem: Resolve = (hostname) =>
  new Promise((done, fail) => systemLookup(hostname, { all: true }, (error, addresses) => (error ? fail(error) : done(addresses))));

/**
 * INVARIANT: a connection is made to an address that was vetted for this very connection. The name is resolved once, by the hook of the
 * socket, so that a second answer of the name server cannot replace a vetted address.
 */
export function openEgress({ allow, resolve = resolveBySystem, timeoutMs = TIMEOUT_MS }: EgressOptions): EgressClient {
  const allowed = readAllowList(allow);
  const limits = { connectTimeout: timeoutMs, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, maxResponseSize: MAX_RESPONSE_BYTES };
  const vetted = new Agent({ ...limits, connect: { lookup: hookOf(resolve, vetAll), timeout: timeoutMs, autoSelectFamily: false } });
  const listed = new Agent({ ...limits, connect: { lookup: hookOf(resolve, () => {}), timeout: timeoutMs, autoSelectFamily: false } });
  const isListed = (url: URL) => allowed.has(targetOf(url));
  return {
    async post(call) {
      const { url } = call;
      if (!isListed(url)) refuseLiteral(url);
      return send(isListed(url) ? listed : vetted, timeoutMs, call);
    },
    async vet(url) {
      if (isListed(url)) return;
      refuseLiteral(url);
      vetAll(await resolve(bareHost(url)).catch((cause) => refuse("NAME_NOT_RESOLVED", cause)));
    },
    close: async () => void (await Promise.all([vetted.close(), listed.close()])),
  };
}

/** A longer body ends the connection instead of being read to its end, which would keep the connection for the next request. */
const MAX_IGNORED_BYTES = 16 * 1024;

async function send(
  dispatcher: Dispatcher,
  timeoutMs: number,
  { url, headers, body, readsBody = false }: EgressRequest,
): Promise<EgressResponse> {
  try {
    const response = await request(url, { method: "POST", headers, body, dispatcher, signal: AbortSignal.timeout(timeoutMs) });
    if (!readsBody) response.body.dump({ limit: MAX_IGNORED_BYTES }).catch(() => {});
    const text = readsBody ? await response.body.text() : "";
    return { status: response.statusCode, text, retryAfter: readRetryAfter(String(response.headers["retry-after"])) };
  } catch (error) {
    throw toEgressError(error);
  }
}

/** Reads both forms of RFC 9110: seconds, or a date such as `Sun, 06 Nov 1994 08:49:37 GMT`. */
function readRetryAfter(value: string): number | null {
  const wait = value.endsWith("GMT") ? (Date.parse(value) - Date.now()) / 1_000 : Number(value);
  return Number.isFinite(wait) && wait > 0 ? wait : null;
}

/** A socket does not resolve a literal IP address, so addresses in URLs are checked here. Plain HTTP is allowed for listed targets only. */
function refuseLiteral(url: URL): void {
  const host = bareHost(url);
  if (url.protocol !== "https:") refuse("EGRESS_REFUSED");
  if (isIP(host) !== 0 && !isPublicAddress(host)) refuse("EGRESS_REFUSED");
}

const bareHost = (url: URL) => url.hostname.replace(/^\[|\]$/g, "");

/** Refuses a name when any of its addresses is not public. */
function vetAll(addresses: readonly LookupAddress[]): void {
  if (!addresses.every(({ address }) => isPublicAddress(address))) refuse("EGRESS_REFUSED");
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Returns the look-up hook of a socket. It resolves a name, checks its addresses and returns exactly those addresses. */
function hookOf(resolve: Resolve, vet: (addresses: readonly LookupAddress[]) => void) {
  return (hostname: string, options: { readonly all?: boolean | undefined }, done: LookupCallback) => {
    resolve(hostname)
      .catch((cause) => refuse("NAME_NOT_RESOLVED", cause))
      .then((addresses) => {
        const [first] = addresses;
        if (!first) return refuse("NAME_NOT_RESOLVED");
        vet(addresses);
        return first;
      })
      .then(
        (first) => (options.all ? done(null, [first]) : done(null, first.address, first.family)),
        (error: Error) => done(error, ""),
      );
  };
}

function refuse(code: "EGRESS_REFUSED" | "NAME_NOT_RESOLVED", cause?: unknown): never {
  throw new EgressError(code, { cause });
}

const TIMED_OUT = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "UND_ERR_ABORTED"]);

function toEgressError(error: unknown): EgressError {
  if (error instanceof EgressError) return error;
  const { code, name } = error as { readonly code?: string; readonly name?: string };
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") return new EgressError("RESPONSE_TOO_LARGE", { cause: error });
  if (name === "TimeoutError" || TIMED_OUT.has(code ?? "")) return new EgressError("TIMEOUT", { cause: error });
  return new EgressError("CONNECTION_FAILED", { cause: error });
}
