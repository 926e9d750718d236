import { webEnv } from "../env.ts";

/** An answer to a server component. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: number };

/** Asks the API for a page that is being rendered; without a token for what is public. Status 0: it is not answering. */
export async function askApi<T>(path: string, apiToken: string | null): Promise<Answer<T>> {
  try {
    const answer = await fetch(webEnv().apiUrl + path, {
      headers: { ...(apiToken === null ? {} : { authorization: `Bearer ${apiToken}` }), accept: "application/json" },
      cache: "no-store",
    });
    // The API answers by the contract that T is taken from; its own tests hold it to that.
    return answer.ok ? { ok: true, value: (await answer.json()) as T } : { ok: false, status: answer.status };
  } catch {
    return { ok: false, status: 0 };
  }
}
