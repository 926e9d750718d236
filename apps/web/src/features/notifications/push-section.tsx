"use client";

import type { Notifications, PushSubscription } from "@agentlattice/contract";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { pushWords } from "./push-words.ts";
import { usePush } from "./use-push.ts";

/** Push messages in this browser, and the other browsers in which the signed-in person receives them. */
export function PushSection({ channels }: Pick<Notifications, "channels">) {
  const { list, browser, own, others, turnOn, remove, test } = usePush({ channels });
  const isRefused = turnOn.data === null;
  const error = list.error ?? turnOn.error ?? remove.error ?? test.error;
  const support = browser.data?.support;
  return (
    <section aria-label="Push messages" className="flex flex-col gap-3 border-t px-4 py-5 tablet:px-6">
      <div className="flex max-w-[560px] flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-60">
          <h3 className="text-body font-medium">Push messages</h3>
          <p role="status" className="text-label text-ink-2">
            {pushWords(support, own !== null)}
          </p>
          {isRefused && support === "ready" && (
            <p role="alert" className="text-label text-hold">
              The browser did not get your permission, so nothing changed. Turn push messages on again and choose Allow.
            </p>
          )}
        </div>
        {own ? (
          <div className="flex flex-wrap gap-2">
            <Button
              blocked={test.isPending ? "Sending." : null}
              onClick={() => test.mutate(own.id, { onSuccess: () => toast("Test message queued") })}
            >
              Send a test message
            </Button>
            <Button blocked={remove.isPending ? "Turning off." : null} onClick={() => remove.mutate(own)}>
              Turn off
            </Button>
          </div>
        ) : (
          support === "ready" && (
            <TurnOnButton isBusy={turnOn.isPending} publicKey={list.data?.public_key} onTurnOn={(key) => turnOn.mutate(key)} />
          )
        )}
      </div>
      {error && (
        <div className="max-w-[560px]">
          <ErrorNotice
            title={list.error ? "Your browsers did not load" : "Push messages were not changed"}
            stillWorks={
              turnOn.error instanceof DOMException ? "The browser did not reach its push service." : "The console shows every request."
            }
            error={error}
            onRetry={() => void list.refetch()}
          />
        </div>
      )}
      {others.length > 0 && (
        <ul aria-label="Other browsers" className="max-w-[560px]">
          {others.map((one) => (
            <OtherBrowser key={one.id} subscription={one} isBusy={remove.isPending} onRemove={() => remove.mutate(one)} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface TurnOnButtonProps {
  readonly isBusy: boolean;
  /** The server's key; absent while it loads. */
  readonly publicKey: string | undefined;
  readonly onTurnOn: (publicKey: string) => void;
}

function TurnOnButton({ isBusy, publicKey, onTurnOn }: TurnOnButtonProps) {
  return (
    <Button
      blocked={publicKey === undefined ? "Loading." : isBusy ? "The browser asks for your permission." : null}
      onClick={() => publicKey && onTurnOn(publicKey)}
    >
      Turn on in this browser
    </Button>
  );
}

interface OtherBrowserProps {
  readonly subscription: PushSubscription;
  readonly isBusy: boolean;
  readonly onRemove: () => void;
}

function OtherBrowser({ subscription: { client, created_at, last_used_at }, isBusy, onRemove }: OtherBrowserProps) {
  const name = client ?? "Unknown browser";
  return (
    <li className="flex items-center gap-3 border-b py-2 last:border-b-0">
      <GateMark state={last_used_at ? "allow" : "idle"} size={13} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-body">{name}</p>
        <p className="text-label text-ink-2">
          {last_used_at ? "Last message " : "No message yet. Added "}
          <Ago at={last_used_at ?? created_at} never="" />
        </p>
      </div>
      <Button size="table" aria-label={`Remove ${name}`} blocked={isBusy ? "Removing." : null} onClick={onRemove}>
        Remove
      </Button>
    </li>
  );
}
