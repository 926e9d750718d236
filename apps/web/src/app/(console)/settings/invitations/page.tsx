import type { Metadata } from "next";
import { AccessDenied } from "#features/settings/access-denied.tsx";
import { InvitationsPage } from "#features/settings/invitations-page.tsx";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

export const metadata: Metadata = { title: "Invitations" };

export default async function Page() {
  const session = await requireSession();
  if (session && !may(session.view.you, "members:write")) return <AccessDenied page="Invitations" />;
  return <InvitationsPage />;
}
