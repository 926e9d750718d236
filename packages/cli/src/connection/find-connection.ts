import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "../usage-error.ts";
import { findLogin } from "./credentials.ts";

const DEMO_FILE = "demo.json";
const DATA_DIR = ".agentlattice";
export const DEFAULT_BASE_URL = "http://localhost:4000";

export interface Connection {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Said before anything else, so that nobody is surprised by whom they act as. */
  readonly note?: string;
}

/**
 * Whose credential a command needs: an agent acts; an organisation's key, or a person who signed in, administers and reads evidence;
 * only a person decides.
 */
export type KeyHolder = "agent" | "organisation" | "person";

interface Where {
  /** Which key of a clone's demo fits; a key that was given is used whatever it is. */
  readonly holder?: KeyHolder;
  readonly apiKeyFile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * Whose key, and which API: a key that was given, else the person who signed in, else the demo of a clone. The demo is used only when nothing was said about either: its key never goes to an
 * address that somebody else chose, and its address never gets somebody else's key.
 * @throws UsageError
 */
export function findConnection({ holder = "agent", apiKeyFile, baseUrl, env, cwd }: Where): Connection {
  const base = baseUrl ?? (env.AL_BASE_URL || undefined);
  if (holder === "person") {
    const session = findSession(env, base);
    if (session) return session;
    throw new UsageError("API keys never decide, people do. Sign in with agentlattice login.");
  }
  const apiKey = apiKeyFile === undefined ? env.AL_API_KEY : readKey(apiKeyFile);
  const login = holder === "organisation" && !apiKey ? findSession(env, base) : null;
  if (login) return login;
  const demo = apiKey || base !== undefined ? null : findDemo(cwd, env.DATA_DIR, holder);
  if (demo) return demo;
  if (!apiKey) {
    throw new UsageError(
      holder === "organisation"
        ? "No credential. Sign in with agentlattice login, set AL_API_KEY, or give --api-key-file."
        : "No API key. Set AL_API_KEY, or give --api-key-file. (In a clone of AgentLattice, npm start makes a demo whose key is used without either.)",
    );
  }
  return { apiKey, baseUrl: base ?? DEFAULT_BASE_URL };
}

/** INVARIANT: a session token is sent to the server it is from and to no other. */
function findSession(env: Where["env"], base: string | undefined): Connection | null {
  const login = findLogin(env, base);
  if (!login) return null;
  const { base_url: baseUrl, email, role, org_name: org } = login;
  return { apiKey: login.token, baseUrl, note: `Signed in as ${email} (${role} of ${org}) at ${baseUrl}.` };
}

function readKey(file: string): string {
  const key = readText(file)?.trim();
  if (key === undefined) throw new UsageError(`Cannot read ${file}.`);
  if (key === "") throw new UsageError(`${file} is empty.`);
  return key;
}

/** @param dataDir where `npm start` was told to keep its data; without, the default folder of this one or of one above it */
function findDemo(cwd: string, dataDir: string | undefined, holder: keyof typeof DEMO_KEY): Connection | null {
  if (dataDir) {
    const file = join(resolve(cwd, dataDir), DEMO_FILE);
    const text = readText(file);
    return text === null ? null : readDemo(file, text, holder);
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, DATA_DIR, DEMO_FILE);
    const text = readText(file);
    if (text !== null) return readDemo(file, text, holder);
    if (folder === dirname(folder)) return null;
  }
}

const DEMO_KEY = {
  agent: { member: "agent_api_key", name: "demo agent" },
  organisation: { member: "org_api_key", name: "demo organisation's key" },
} as const;

function readDemo(file: string, text: string, holder: keyof typeof DEMO_KEY): Connection {
  const { member, name } = DEMO_KEY[holder];
  const { [member]: apiKey, api_url: baseUrl } = parse(file, text);
  if (typeof apiKey !== "string" || typeof baseUrl !== "string")
    throw new UsageError(`${file} names no ${member} and api_url. Start AgentLattice again with npm start.`);
  // A folder above may be anybody's. Whoever answers decides what may run, so the demo is this machine's or nothing.
  if (!isLoopback(baseUrl)) throw new UsageError(`${file} points to another machine. Set AL_API_KEY and AL_BASE_URL to use it.`);
  return {
    apiKey,
    baseUrl,
    note: `Using the ${name} of ${file} at ${baseUrl}.`,
  };
}

function parse(file: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new UsageError(`${file} is not a JSON object.`);
}

function isLoopback(text: string): boolean {
  const host = URL.canParse(text) ? new URL(text).hostname : "";
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
