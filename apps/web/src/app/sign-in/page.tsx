import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Link } from "#components/ui/link.tsx";
import { EntryPage } from "#features/sign-in/entry-page.tsx";
import { SignInForm } from "#features/sign-in/sign-in-form.tsx";
import { callbackPath, describeCallback } from "#lib/session/callback-path.ts";
import { readAuthOptions, readView } from "#lib/session/read-view.ts";

export const metadata: Metadata = { title: "Sign in" };

const REASONS: Record<string, string> = {
  expired: "Your session ended, so you were signed out. Your unsaved input was kept.",
  "signed-out": "Sign in first.",
  left: "You are signed out.",
};

export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { callbackUrl, reason } = await searchParams;
  const path = callbackPath(typeof callbackUrl === "string" ? callbackUrl : null);
  const [view, options] = await Promise.all([readView(), readAuthOptions()]);
  if (view) redirect(path);

  const notice = typeof reason === "string" ? REASONS[reason] : undefined;
  return (
    <EntryPage
      title="Sign in"
      intro={
        <p>
          {notice} {callbackUrl && path !== "/overview" ? describeCallback(path) : notice ? "" : describeCallback(path)}
        </p>
      }
      footer="Opening a link never approves anything. You review the action first."
    >
      <SignInForm callbackUrl={path} />
      {options?.sign_up === "open" && (
        <p className="mt-5 text-[13px] leading-5 text-ink-2">
          New here?{" "}
          <Link href="/sign-up" className="font-medium text-accent-text hover:underline">
            Create organisation
          </Link>
        </p>
      )}
    </EntryPage>
  );
}
