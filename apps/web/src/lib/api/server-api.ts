import { type ApiClient, createClient } from "@agentlattice/contract/client";
import { webEnv } from "../env.ts";

/** The result of an API request made by a server component. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: number };

/** The API answered with an error. Status 0: it did not answer. */
class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the API answered ${status}`);
    this.status = status;
  }
}

/** Calls the API while a page is rendered; without a token for what is public. Returns status 0 when the API does not answer. */
export async function readApi<T>(apiToken: string | null, call: (api: ApiClient) => Promise<T>): Promise<Answer<T>> {
  const api = createClient(async ({ method, path, headers, body }) => {
    const answer = await fetch(`${webEnv().apiUrl}/api/v1${path}`, {
      method,
      headers: { ...(apiToken === null ? {} : { authorization: `Bearer ${apiToken}` }), accept: "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      cache: "no-store",
    }).catch(() => {
      throw new Refused(0);
    });
    if (!answer.ok) throw new Refused(answer.status);
    return answer.json().catch(() => {
      throw new Refused(0);
    });
  });
  try {
    return { ok: true, value: await call(api) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, status: error.status };
    throw error;
  }
}
