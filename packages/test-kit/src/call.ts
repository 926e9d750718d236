/** The response of a call. `body` is parsed when it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, untyped for tests. */
  readonly body: ReturnType<JSON["parse"]>;
}

export interface CallOptions {
  readonly token?: string;
  readonly body?: unknown;
  /** Raw body, sent instead of `body`. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

/** Returns a call function over the app or HTTP. Paths without a leading `/` are relative to the API's base. */
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

/** Returns a function that sends requests to the server at a URL. */
export function createCaller(url: string): Call {
  return callThrough((path, init) => fetch(url + path, init));
}

/** Returns the body of an accepted request. @throws Error for any refusal */
export function expectOk({ status, text, body }: Answer): Answer["body"] {
  if (status >= 300) throw new Error(`${status} ${text}`);
  return body;
}
