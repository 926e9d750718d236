import { LogLevel, WebClient, type WebClientOptions } from "@slack/web-api";
import type { Deps } from "../../deps.ts";
import { EgressError } from "../../egress/egress-error.ts";
import { AppError } from "../../http/app-error.ts";

/** The Slack app to which the server is connected. */
export interface SlackApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingSecret: string;
}

/** Returns the Slack app. @throws AppError SLACK_NOT_CONFIGURED */
export function requireSlackApp({ env }: Deps): SlackApp {
  const { AL_SLACK_CLIENT_ID: clientId, AL_SLACK_CLIENT_SECRET: clientSecret, AL_SLACK_SIGNING_SECRET: signingSecret } = env;
  if (clientId && clientSecret && signingSecret) return { clientId, clientSecret, signingSecret };
  throw new AppError("SLACK_NOT_CONFIGURED", {
    detail: "This server is not connected to a Slack app. Set AL_SLACK_CLIENT_ID, AL_SLACK_CLIENT_SECRET and AL_SLACK_SIGNING_SECRET.",
  });
}

export function hasSlackApp({ env }: Deps): boolean {
  return Boolean(env.AL_SLACK_CLIENT_ID && env.AL_SLACK_CLIENT_SECRET && env.AL_SLACK_SIGNING_SECRET);
}

/** Opens Slack's official client over the egress client. It neither retries nor logs, because the outbox does. */
export function openSlack(deps: Deps, token?: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: deps.env.AL_SLACK_API_URL,
    allowAbsoluteUrls: false,
    fetch: fetchOf(deps),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    logger: SILENT,
  });
}

/** INVARIANT: errors of the client may contain a token, so they are not logged here; callers report a closed code. */
const SILENT: NonNullable<WebClientOptions["logger"]> = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

function fetchOf({ egress }: Deps): NonNullable<WebClientOptions["fetch"]> {
  return async (target, init = {}) => {
    if (typeof init.body !== "string") throw new EgressError("CONNECTION_FAILED");
    const url = new URL(target);
    const { status, text, retryAfter } = await egress.post({ url, headers: { ...init.headers }, body: init.body, readsBody: true });
    const headers = new Headers({
      "content-type": "application/json",
      ...(retryAfter === null ? {} : { "retry-after": String(retryAfter) }),
    });
    const response = new Response(text, { status, headers });
    return {
      ok: response.ok,
      status,
      statusText: response.statusText,
      url: url.href,
      headers: response.headers,
      text: () => response.text(),
      json: () => response.json(),
      arrayBuffer: () => response.arrayBuffer(),
    };
  };
}
