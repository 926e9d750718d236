import type { Metadata } from "next";
import { AccessDenied } from "#features/settings/access-denied.tsx";
import { OutOfOfficePage } from "#features/settings/out-of-office-page.tsx";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

export const metadata: Metadata = { title: "Out of office" };

export default async function Page() {
  const session = await requireSession();
  if (session && !may(session.view.you, "groups:read")) return <AccessDenied page="Out of office" />;
  return <OutOfOfficePage />;
}
