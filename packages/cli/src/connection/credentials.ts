import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { parseJsonObject } from "../json-object.ts";
import { systemErrorCode } from "../system-error.ts";
import { UsageError } from "../usage-error.ts";

/** A session that `agentlattice login` stored. */
export interface Login {
  readonly base_url: string;
  /** The session token. It is a secret and never printed. */
  readonly token: string;
  /** RFC 3339 */
  readonly expires_at: string;
  readonly email: string;
  readonly org_id: string;
  readonly org_name: string;
  readonly role: string;
}

/** The content of the credentials file: one login per server, and the server of the last one. */
interface Credentials {
  readonly current: string | null;
  readonly logins: readonly Login[];
}

type Env = Readonly<Record<string, string | undefined>>;
const NONE: Credentials = { current: null, logins: [] };

/** Returns the path of the credentials file: `agentlattice/credentials.json` in `$XDG_CONFIG_HOME`, or in `~/.config`. */
export function credentialsFile(env: Env): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), ".config"), "agentlattice", "credentials.json");
}

/** Returns the login at a server, or the last one when no server is given. @throws UsageError for a file that cannot be trusted */
export function findLogin(env: Env, baseUrl: string | undefined): Login | null {
  const { current, logins } = read(credentialsFile(env));
  const wanted = baseUrl === undefined ? current : normaliseUrl(baseUrl);
  return logins.find((login) => login.base_url === wanted) ?? null;
}

/** Stores a login and makes it the current one. */
export function saveLogin(env: Env, login: Login): void {
  const file = credentialsFile(env);
  const base_url = normaliseUrl(login.base_url);
  const others = read(file).logins.filter((other) => other.base_url !== base_url);
  write(file, { current: base_url, logins: [...others, { ...login, base_url }] });
}

/** Removes the login at a server. */
export function dropLogin(env: Env, baseUrl: string): void {
  const file = credentialsFile(env);
  const { current, logins } = read(file);
  const rest = logins.filter((login) => login.base_url !== normaliseUrl(baseUrl));
  if (rest.length === 0) rmSync(file, { force: true });
  else write(file, { current: current === normaliseUrl(baseUrl) ? (rest.at(-1)?.base_url ?? null) : current, logins: rest });
}

function read(file: string): Credentials {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return NONE;
    throw new UsageError(`Cannot read ${file}.`);
  }
  // A user who can write the file chooses where the token is sent, and a user who can read it has the token.
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0)
    throw new UsageError(`Other users can read ${file}. Run: chmod 600 ${file}`);
  const { current, logins } = parseJsonObject(text) ?? {};
  if (Array.isArray(logins) && logins.every(isLogin)) return { current: typeof current === "string" ? current : null, logins };
  throw new UsageError(`${file} is damaged. Remove it and run agentlattice login again.`);
}

function isLogin(value: unknown): value is Login {
  if (typeof value !== "object" || value === null) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  return ["base_url", "token", "expires_at", "email", "org_id", "org_name", "role"].every((name) => typeof members.get(name) === "string");
}

/** Writes the file. INVARIANT: it is never readable by other users, not even while it is written. */
function write(file: string, credentials: Credentials): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(temporary, 0o600);
  renameSync(temporary, file);
}

function normaliseUrl(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).href.replace(/\/+$/, "").replace(/\/api\/v1$/, "") : baseUrl;
}
