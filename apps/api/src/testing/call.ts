/** What a call answers; `body` is parsed when it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Tests look into it freely. */
  readonly body: ReturnType<JSON["parse"]>;
}

export interface CallOptions {
  readonly token?: string;
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

/** Calls by whatever fetches: the application itself, or HTTP. Paths without `/` in front are those of the API. */
export function callThrough(fetchPath: (path: string, init: RequestInit) => Response | Promise<Response>): Call {
  return async (method, path, { token, body, raw, headers = {}, signal } = {}) => {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetchPath(path.startsWith("/") ? path : `/api/v1/${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(payload === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(payload === undefined ? {} : { body: payload as string }),
      ...(signal ? { signal } : {}),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  };
}
