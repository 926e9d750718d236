import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import { type App, mountRoute } from "../../http/mount-route.ts";
import { readBody } from "../../http/read-body.ts";
import { requirePerson } from "../../http/require-agent.ts";
import { completeSlackLink, readSlackLink, removeSlackLink, startSlackLink } from "./link-account.ts";
import { requireSlackApp } from "./open-slack.ts";
import { decideByClick, readInteraction } from "./receive-interaction.ts";
import { verifySlackRequest } from "./verify-request.ts";

const MAX_BYTES = 64 * 1_024;
/** Rule that accepts a signature once. Its window is longer than a signature is valid. */
const ONCE = { limit: 1, windowSeconds: 700 };

export function mountSlack(app: App, deps: Deps): void {
  mountRoute(app, deps, "getSlackLink", async ({ c, principal }) =>
    c.json(await readSlackLink({ principal: requirePerson(principal), deps })),
  );

  mountRoute(app, deps, "startSlackLink", async ({ c, principal }) =>
    c.json(await startSlackLink({ principal: requirePerson(principal), deps })),
  );

  mountRoute(app, deps, "completeSlackLink", async ({ c, principal, body }) =>
    c.json(await completeSlackLink({ principal: requirePerson(principal), input: body, deps })),
  );

  mountRoute(app, deps, "removeSlackLink", async ({ c, principal }) => {
    await removeSlackLink({ principal: requirePerson(principal), deps });
    return c.body(null, 204);
  });

  // Slack sends a form, whose signature covers its exact bytes, so this route does not parse JSON like the others.
  app.post("/api/v1/slack/interactions", async (c) => {
    c.set("operation", "receiveSlackInteraction");
    const { signingSecret } = requireSlackApp(deps);
    const body = await readBody(c, MAX_BYTES);
    const signature = c.req.header("x-slack-signature");
    verifySlackRequest({ signature, timestamp: c.req.header("x-slack-request-timestamp"), body }, signingSecret, deps.now());
    if ((await deps.database.attempts.take(`slack/${signature}`, ONCE)) !== null)
      throw new AppError("SLACK_REQUEST_REPLAYED", { detail: "This request was received before. Click again to send a new one." });
    await decideByClick(deps, readInteraction(body));
    return c.body(null, 200);
  });
}
