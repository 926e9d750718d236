import { AgentLatticeAuthenticationError, AgentLatticeError } from "./errors.ts";

const DEFAULT_BASE_URL = "http://localhost:4000";
const EIGHT_HOURS_MS = 8 * 60 * 60 * 1000;
const API_PREFIX = "/api/v1";

/**
 * How to reach AgentLattice. Only the key is needed, and not even that when `AL_API_KEY` is set.
 *
 * @example
 * const al = new AgentLattice({ apiKey: process.env.AL_API_KEY, gatePollTimeoutMs: 30 * 60_000 });
 */
export interface AgentLatticeOptions {
  /** The agent's key. Default: the environment's `AL_API_KEY`. */
  apiKey?: string;
  /** Where the API is, without `/api/v1`. Default: the environment's `AL_BASE_URL`, else `http://localhost:4000`. */
  baseUrl?: string;
  /** How long `gate` waits for a person, in milliseconds. Default 8 hours. */
  gatePollTimeoutMs?: number;
  /** How often `gate` asks when the server cannot park a request, in milliseconds. Default 5,000. */
  gatePollIntervalMs?: number;
  /** How long one request may take, in milliseconds. Default 30,000. */
  requestTimeoutMs?: number;
  /** How often a request is sent at most when the server fails or cannot be reached. Default 3. */
  maxAttempts?: number;
  /**
   * The obligations that this agent fulfils in every action, such as `redact` when it always acts with what `apply` gives back.
   * A policy that requires another one denies with `OBLIGATION_UNSUPPORTED`. Default: none.
   */
  supports?: readonly string[];
  /** Another `fetch`, for proxies and tests. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** The options with every default filled in. */
export interface Config {
  readonly apiKey: string;
  /** Ends in `/api/v1`. */
  readonly apiUrl: string;
  readonly gatePollTimeoutMs: number;
  readonly gatePollIntervalMs: number;
  readonly requestTimeoutMs: number;
  readonly maxAttempts: number;
  readonly supports: readonly string[] | undefined;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** @throws AgentLatticeAuthenticationError without a usable key, AgentLatticeError INVALID_OPTION */
export function toConfig(options: AgentLatticeOptions): Config {
  return {
    apiKey: usableKey(options.apiKey ?? environment("AL_API_KEY")),
    apiUrl: usableUrl(options.baseUrl ?? (environment("AL_BASE_URL") || DEFAULT_BASE_URL)) + API_PREFIX,
    gatePollTimeoutMs: positive("gatePollTimeoutMs", options.gatePollTimeoutMs ?? EIGHT_HOURS_MS),
    gatePollIntervalMs: positive("gatePollIntervalMs", options.gatePollIntervalMs ?? 5_000),
    requestTimeoutMs: positive("requestTimeoutMs", options.requestTimeoutMs ?? 30_000),
    maxAttempts: Math.ceil(positive("maxAttempts", options.maxAttempts ?? 3)),
    supports: options.supports,
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
  };
}

/** Messages say what is wrong with a key and never show it. A header that cannot be sent would be quoted by `fetch` in its error. */
function usableKey(key: string | undefined): string {
  if (!key) {
    throw new AgentLatticeAuthenticationError(
      "MISSING_API_KEY",
      "No API key. Set AL_API_KEY, or pass it: new AgentLattice({ apiKey }). Keys are made in the console under Agents.",
    );
  }
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,512}$/.test(key)) {
    throw new AgentLatticeAuthenticationError(
      "INVALID_API_KEY",
      "The API key contains a space, a line break or another character that no key has. Was it copied whole, and trimmed?",
    );
  }
  return key;
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

/** Edge runtimes have no `process`; Deno may refuse to read the environment. Both mean: not set. */
function environment(name: string): string | undefined {
  try {
    return (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[name];
  } catch {
    return undefined;
  }
}
