import type { ReactNode } from "react";
import { GateMark, type GateState } from "./gate-mark.tsx";

interface MessageProps {
  mark: GateState;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

/** A page with one message and without navigation. */
export function Message({ head, ...message }: MessageProps & { head?: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col bg-surface px-6 py-8 tablet:px-14 tablet:py-10">
      {head && <header>{head}</header>}
      <main className="flex flex-1 flex-col">
        <MessageBody {...message} heading="h1" />
      </main>
    </div>
  );
}

/** The message itself. `heading` is the level of its title, because pages of the console already have an `h1`. */
export function MessageBody({ mark, title, children, action, heading: Heading }: MessageProps & { heading: "h1" | "h2" }) {
  return (
    <div className="mx-auto flex w-full max-w-[420px] flex-1 flex-col items-start justify-center gap-2 py-10">
      <GateMark state={mark} size={28} />
      <Heading className="mt-4 text-subject">{title}</Heading>
      <p className="text-[14px] leading-[22px] text-ink-2">{children}</p>
      {action && <div className="mt-4 flex gap-2">{action}</div>}
    </div>
  );
}
