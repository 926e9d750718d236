import type { Metadata } from "next";
import { AccessDenied } from "#features/settings/access-denied.tsx";
import { GroupsPage } from "#features/settings/groups-page.tsx";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

export const metadata: Metadata = { title: "Approver groups" };

export default async function Page() {
  const session = await requireSession();
  if (session && !may(session.view.you, "groups:read")) return <AccessDenied page="Approver groups" />;
  return <GroupsPage />;
}
