import type { AgentIdentity } from "../actions/identity.ts";
import { AgentLatticeAuthenticationError, AgentLatticeError } from "../errors.ts";

const DEFAULT_BASE_URL = "http://localhost:4000";
const EIGHT_HOURS_MS = 8 * 60 * 60 * 1000;
const API_PREFIX = "/api/v1";

/**
 * Options of the client. Only the key is needed, and not even that when `AL_API_KEY` is set.
 *
 * @example
 * const al = new AgentLattice({ apiKey: process.env.AL_API_KEY, gatePollTimeoutMs: 30 * 60_000 });
 */
export interface AgentLatticeOptions {
  /** The agent's key. Default: `AL_API_KEY`. */
  apiKey?: string;
  /** Address of the API, without `/api/v1`. Default: `AL_BASE_URL`, else `http://localhost:4000`. */
  baseUrl?: string;
  /** Maximum time that `gate` waits for a decision, in milliseconds. Default: 8 hours. */
  gatePollTimeoutMs?: number;
  /** Pause between polls of `gate` when the server cannot hold the request, in milliseconds. Default: 5,000. */
  gatePollIntervalMs?: number;
  /** Timeout of one request, in milliseconds. Default: 30,000. */
  requestTimeoutMs?: number;
  /** Maximum number of attempts when the server fails or cannot be reached. Default: 3. */
  maxAttempts?: number;
  /**
   * Obligations that this agent fulfils in every action, such as `redact` when it always acts with the result of `apply`. A policy that
   * requires another one denies with `OBLIGATION_UNSUPPORTED`. Default: none.
   */
  supports?: readonly string[];
  /**
   * The key with which this agent signs its submissions. An agent with a registered identity key needs it. Default:
   * `AL_IDENTITY_KEY_ID` and `AL_IDENTITY_PRIVATE_KEY`.
   */
  identity?: AgentIdentity;
  /** A replacement for `fetch`, for proxies and tests. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** The options with all defaults filled in. */
export interface Config {
  readonly apiKey: string;
  /** Address that ends in `/api/v1`. */
  readonly apiUrl: string;
  readonly gatePollTimeoutMs: number;
  readonly gatePollIntervalMs: number;
  readonly requestTimeoutMs: number;
  readonly maxAttempts: number;
  readonly supports: readonly string[] | undefined;
  readonly identity: AgentIdentity | undefined;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** Fills in the defaults. @throws AgentLatticeAuthenticationError without a usable key; AgentLatticeError INVALID_OPTION */
export function toConfig(options: AgentLatticeOptions): Config {
  return {
    apiKey: usableKey(options.apiKey ?? environment("AL_API_KEY")),
    apiUrl: usableUrl(options.baseUrl ?? (environment("AL_BASE_URL") || DEFAULT_BASE_URL)) + API_PREFIX,
    gatePollTimeoutMs: positive("gatePollTimeoutMs", options.gatePollTimeoutMs ?? EIGHT_HOURS_MS),
    gatePollIntervalMs: positive("gatePollIntervalMs", options.gatePollIntervalMs ?? 5_000),
    requestTimeoutMs: positive("requestTimeoutMs", options.requestTimeoutMs ?? 30_000),
    maxAttempts: Math.ceil(positive("maxAttempts", options.maxAttempts ?? 3)),
    supports: options.supports,
    identity: options.identity ?? identityOfEnvironment(),
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
  };
}

/** Returns a usable key. Errors never contain the key: `fetch` would quote an invalid header in its error. */
function usableKey(key: string | undefined): string {
  if (!key) {
    throw new AgentLatticeAuthenticationError(
      "MISSING_API_KEY",
      "No API key. Set AL_API_KEY, or pass it: new AgentLattice({ apiKey }). Create a key in the console under Agents.",
    );
  }
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,512}$/.test(key)) {
    throw new AgentLatticeAuthenticationError(
      "INVALID_API_KEY",
      "The API key contains a space, a line break or another invalid character. Copy the whole key, without white space.",
    );
  }
  return key;
}

/**
 * Returns the identity that the environment variables name, or undefined. @throws AgentLatticeError INVALID_OPTION when only one of them is
 * set
 */
function identityOfEnvironment(): AgentIdentity | undefined {
  const keyId = environment("AL_IDENTITY_KEY_ID");
  const privateKey = environment("AL_IDENTITY_PRIVATE_KEY");
  if (!keyId && !privateKey) return undefined;
  if (keyId && privateKey) return { keyId, privateKey };
  throw new AgentLatticeError("INVALID_OPTION", "Set both AL_IDENTITY_KEY_ID and AL_IDENTITY_PRIVATE_KEY, or neither.");
}

function usableUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new AgentLatticeError(
      "INVALID_OPTION",
      "baseUrl must be an http or https address without credentials, query or fragment, such as https://lattice.example.com.",
    );
  }
  const base = url.href.replace(/\/+$/, "");
  return base.endsWith(API_PREFIX) ? base.slice(0, -API_PREFIX.length) : base;
}

function positive(name: string, value: number): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0)
    throw new AgentLatticeError("INVALID_OPTION", `${name} must be a number above 0.`);
  return value;
}

/** Reads an environment variable. Returns undefined in runtimes without `process` or without access to the environment. */
function environment(name: string): string | undefined {
  try {
    return (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[name];
  } catch {
    return undefined;
  }
}
