import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { UsageError } from "../usage-error.ts";

/** A session that `login` got. */
export interface Login {
  readonly base_url: string;
  /** A secret: never printed. */
  readonly token: string;
  /** RFC 3339. */
  readonly expires_at: string;
  readonly email: string;
  readonly org_id: string;
  readonly org_name: string;
  readonly role: string;
}

/** What the file holds: one login per server, and which one was the last. */
interface Credentials {
  readonly current: string | null;
  readonly logins: readonly Login[];
}

type Env = Readonly<Record<string, string | undefined>>;
const NONE: Credentials = { current: null, logins: [] };

/** `$XDG_CONFIG_HOME/agentlattice/credentials.json`, by default below `~/.config`. */
export function credentialsFile(env: Env): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), ".config"), "agentlattice", "credentials.json");
}

/** The login at a server, or the last one when no server is named. @throws UsageError for a file that cannot be trusted */
export function findLogin(env: Env, baseUrl: string | undefined): Login | null {
  const { current, logins } = read(credentialsFile(env));
  const wanted = baseUrl === undefined ? current : normal(baseUrl);
  return logins.find((login) => login.base_url === wanted) ?? null;
}

/** Remembers a login and makes it the last one. */
export function saveLogin(env: Env, login: Login): void {
  const file = credentialsFile(env);
  const base_url = normal(login.base_url);
  const others = read(file).logins.filter((other) => other.base_url !== base_url);
  write(file, { current: base_url, logins: [...others, { ...login, base_url }] });
}

/** Forgets the login at a server. */
export function dropLogin(env: Env, baseUrl: string): void {
  const file = credentialsFile(env);
  const { current, logins } = read(file);
  const rest = logins.filter((login) => login.base_url !== normal(baseUrl));
  if (rest.length === 0) rmSync(file, { force: true });
  else write(file, { current: current === normal(baseUrl) ? (rest.at(-1)?.base_url ?? null) : current, logins: rest });
}

function read(file: string): Credentials {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return NONE;
    throw new UsageError(`Cannot read ${file}.`);
  }
  // Whoever else can write it decides where the token is sent; whoever can read it has the token.
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0)
    throw new UsageError(`Others can read ${file}. Make it yours alone: chmod 600 ${file}`);
  try {
    const { current, logins } = JSON.parse(text) as Credentials;
    if (Array.isArray(logins) && logins.every(isLogin)) return { current: typeof current === "string" ? current : null, logins };
  } catch {
    // Said below.
  }
  throw new UsageError(`${file} is damaged. Remove it and run agentlattice login again.`);
}

function isLogin(value: unknown): value is Login {
  const login = value as Partial<Record<keyof Login, unknown>> | null;
  return ["base_url", "token", "expires_at", "email", "org_id", "org_name", "role"].every(
    (name) => typeof login?.[name as keyof Login] === "string",
  );
}

/** INVARIANT: the file is never, not for a moment, readable by others. */
function write(file: string, credentials: Credentials): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(temporary, 0o600);
  renameSync(temporary, file);
}

function normal(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).href.replace(/\/+$/, "").replace(/\/api\/v1$/, "") : baseUrl;
}
