import type { Metadata } from "next";
import { Link } from "#components/ui/link.tsx";
import { ApiDown } from "#features/shell/api-down.tsx";
import { EntryPage } from "#features/sign-in/entry-page.tsx";
import { SignUpForm } from "#features/sign-up/sign-up-form.tsx";
import { readAuthOptions, readView } from "#lib/session/read-view.ts";

export const metadata: Metadata = { title: "Make an organisation" };

const FOOT = "Whoever makes an organisation is its owner.";

export default async function SignUpPage() {
  const [view, options] = await Promise.all([readView(), readAuthOptions()]);
  if (!options) return <ApiDown />;
  const back = (
    <p className="mt-5 text-[13px] leading-5 text-ink-2">
      {view ? "Not now? " : "Already a member? "}
      <Link href={view ? "/overview" : "/sign-in"} className="font-medium text-accent-text hover:underline">
        {view ? "Go back" : "Sign in"}
      </Link>
    </p>
  );
  if (options.sign_up === "closed")
    return (
      <EntryPage
        title="Sign-up is closed here"
        intro={<p>Organisations are not made here by signing up. Ask an owner or an admin of yours for an invitation.</p>}
        foot={FOOT}
      >
        {back}
      </EntryPage>
    );
  return (
    <EntryPage
      title={view ? "Another organisation" : "Make an organisation"}
      intro={<p>It begins with a ledger of its own, no agents and no policies. What no policy allows is denied.</p>}
      foot={FOOT}
    >
      <SignUpForm known={view && { name: view.user.name, email: view.user.email }} passwordMin={options.password_min} />
      {back}
    </EntryPage>
  );
}
