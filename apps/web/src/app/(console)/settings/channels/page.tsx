import type { Metadata } from "next";
import { ChannelsPage } from "#features/channels/channels-page.tsx";
import { AccessDenied } from "#features/settings/access-denied.tsx";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

export const metadata: Metadata = { title: "Channels" };

export default async function Page() {
  const session = await requireSession();
  if (session && !may(session.view.you, "channels:write")) return <AccessDenied page="Channels" />;
  return <ChannelsPage />;
}
