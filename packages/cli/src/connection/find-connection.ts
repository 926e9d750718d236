import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseJsonObject } from "../json-object.ts";
import { UsageError } from "../usage-error.ts";
import { findLogin } from "./credentials.ts";

const DEMO_FILE = "demo.json";
const DATA_DIR = ".agentlattice";
export const DEFAULT_BASE_URL = "http://localhost:4000";

export interface Connection {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Names the identity in use. It is shown before a command does anything. */
  readonly note?: string;
}

/**
 * The kind of credential that a command needs: an agent's key for actions, a person's session for decisions, and an organisation's key or
 * a person's session for administration and evidence.
 */
export type KeyHolder = "agent" | "organisation" | "person";

interface ConnectionOptions {
  /** Selects a key of the demo. A key that was given is used whatever its kind. */
  readonly holder?: KeyHolder;
  readonly apiKeyFile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * Finds the credential and the API: a key that was given, else the session of a person, else the demo of a clone. A command that needs a
 * person uses only the session, because no key may do what it does. The demo is used only when neither a key nor an address was given, so
 * that its key is never sent to another address and no other key is sent to its address.
 * @throws UsageError
 */
export function findConnection({ holder = "agent", apiKeyFile, baseUrl, env, cwd }: ConnectionOptions): Connection {
  const base = baseUrl ?? (env.AL_BASE_URL || undefined);
  if (holder === "person") {
    const session = findSession(env, base);
    if (session) return session;
    throw new UsageError(
      "This command needs the session of a person. API keys, also AL_API_KEY, are not used for it. Sign in with agentlattice login.",
    );
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
        : "No API key. Set AL_API_KEY, or give --api-key-file. (In a clone of AgentLattice, npm start creates a demo key that is used by default.)",
    );
  }
  return { apiKey, baseUrl: base ?? DEFAULT_BASE_URL };
}

/** Returns the stored session. INVARIANT: its token is sent only to the server that issued it. */
function findSession(env: ConnectionOptions["env"], base: string | undefined): Connection | null {
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

/**
 * Returns the demo of this clone.
 * @param dataDir the data directory of `npm start`; by default the one in this folder or in a parent
 */
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
    throw new UsageError(`${file} has no ${member} and api_url. Start AgentLattice again with npm start.`);
  // A parent folder may belong to somebody else, and the server decides what may run, so only a demo on this machine is used.
  if (!isLoopback(baseUrl)) throw new UsageError(`${file} points to another machine. Set AL_API_KEY and AL_BASE_URL to use it.`);
  return {
    apiKey,
    baseUrl,
    note: `Using the ${name} of ${file} at ${baseUrl}.`,
  };
}

function parse(file: string, text: string): Record<string, unknown> {
  const value = parseJsonObject(text);
  if (value) return value;
  throw new UsageError(`${file} is not a JSON object. Start AgentLattice again with npm start.`);
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
