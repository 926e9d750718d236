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
      title="Page not found"
      action={
        <Link
          href="/approvals"
          className="quick inline-flex h-8 items-center rounded-control bg-accent px-3 text-[13px] font-medium text-on-accent hover:bg-accent-hover"
        >
          Open approvals
        </Link>
      }
    >
      Check the address. The page may also belong to another organisation.
    </Message>
  );
}
