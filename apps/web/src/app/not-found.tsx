import type { Metadata } from "next";
import { Link } from "#components/ui/link.tsx";
import { Wordmark } from "#components/ui/logo.tsx";
import { Message } from "#components/ui/message.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <Message
      head={<Wordmark />}
      mark="idle"
      title="There is no such page"
      action={
        <Link
          href="/approvals"
          className="quick inline-flex h-8 items-center rounded-control bg-accent px-3 text-[13px] font-medium text-on-accent hover:bg-accent-hover"
        >
          Show what is waiting
        </Link>
      }
    >
      The address may be mistyped, or what it named may belong to another organisation.
    </Message>
  );
}
