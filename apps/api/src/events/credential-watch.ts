import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError } from "../http/app-error.ts";
import type { Log } from "../http/log.ts";

/** Interval of the checks. Revocations take effect within two seconds. */
const CHECK_MS = 1_500;
/** Credentials that are checked in one turn of the event loop. Their look-ups share a query. */
const AT_ONCE = 256;

/** Refusals that end the streams of a credential. */
const ENDS: ReadonlySet<AppError["code"]> = new Set<AppError["code"]>(["UNAUTHENTICATED", "FORBIDDEN", "ORGANISATION_CLOSING"]);

/** Checks a credential. @throws AppError when it has no access any more */
export type CheckCredential = (authorization: string) => Promise<unknown>;

/** Checks the credentials of open streams: each credential once per interval, and many with one query, so that an idle stream causes none. */
export class CredentialWatch {
  readonly #streams = new Map<string, Set<() => void>>();
  readonly #byOrg = new Map<string, Set<() => void>>();
  readonly #check: CheckCredential;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #isChecking = false;

  constructor(check: CheckCredential, log: Log) {
    this.#check = check;
    this.#log = log;
    this.#timer = setInterval(() => void this.checkAll(), CHECK_MS).unref();
  }

  /** Ends a stream when its credential ends. Returns a function that stops watching. */
  watch(authorization: string, orgId: string, end: () => void): () => void {
    const leave = [add(this.#streams, authorization, end), add(this.#byOrg, orgId, end)];
    return () => {
      for (const stop of leave) stop();
    };
  }

  /** Ends all streams of an organisation. Those that it still admits connect again. */
  endStreamsOf(orgId: string): void {
    for (const end of [...(this.#byOrg.get(orgId) ?? [])]) end();
  }

  /** Checks all credentials now, unless a check is running. */
  async checkAll(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    const credentials = [...this.#streams.keys()];
    for (let from = 0; from < credentials.length; from += AT_ONCE) {
      await Promise.all(credentials.slice(from, from + AT_ONCE).map((credential) => this.#checkOne(credential)));
      await nextTurn();
    }
    this.#isChecking = false;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#streams.clear();
    this.#byOrg.clear();
  }

  /** INVARIANT: revoking a credential also ends its open streams. */
  async #checkOne(authorization: string): Promise<void> {
    try {
      await this.#check(authorization);
    } catch (err) {
      if (err instanceof AppError && ENDS.has(err.code)) for (const end of [...(this.#streams.get(authorization) ?? [])]) end();
      else this.#log.warn({ err }, "the credential of a stream could not be checked");
    }
  }
}

/** Adds a stream to a set of streams. Returns a function that removes it. */
function add(sets: Map<string, Set<() => void>>, name: string, end: () => void): () => void {
  const streams = sets.get(name) ?? new Set();
  sets.set(name, streams.add(end));
  return () => {
    streams.delete(end);
    if (streams.size === 0 && sets.get(name) === streams) sets.delete(name);
  };
}
