import type { Metadata } from "next";
import { AccessDenied } from "#features/settings/access-denied.tsx";
import { MembersPage } from "#features/settings/members-page.tsx";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

export const metadata: Metadata = { title: "Members" };

export default async function Page() {
  const session = await requireSession();
  if (session && !may(session.view.you, "members:read")) return <AccessDenied page="Members" />;
  return <MembersPage />;
}
