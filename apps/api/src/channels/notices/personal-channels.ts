import type { PersonalChannel } from "@agentlattice/core/approval";
import type { OrgClient } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";

/** Returns the channels that reach at least one of the people: email with a mail server, push when one of them has subscribed a browser. */
export async function personalChannels(
  { mail }: Pick<Deps, "mail">,
  client: OrgClient,
  people: { readonly orgId: string; readonly userId?: string },
): Promise<PersonalChannel[]> {
  const subscribed = await client.pushSubscription.findFirst({ where: people, select: { subscriptionId: true } });
  return [...(mail ? (["email"] as const) : []), ...(subscribed ? (["push"] as const) : [])];
}
