import { z } from "zod";

export const SlackLink = z
  .strictObject({
    configured: z.boolean().describe("True when the server is connected to a Slack app"),
    linked: z.boolean().describe("True when your Slack account is linked, so that you decide by button"),
  })
  .meta({ id: "SlackLink" });
export type SlackLink = z.infer<typeof SlackLink>;

export const SlackAuthorization = z
  .strictObject({ authorize_url: z.url().describe("Open this page of Slack within 10 minutes") })
  .meta({ id: "SlackAuthorization" });
export type SlackAuthorization = z.infer<typeof SlackAuthorization>;

export const SlackLinkInput = z
  .strictObject({
    code: z.string().min(1).max(512).describe("`code` of the redirect"),
    state: z.string().min(1).max(128).describe("`state` of the redirect"),
  })
  .meta({ id: "SlackLinkInput" });
export type SlackLinkInput = z.infer<typeof SlackLinkInput>;
