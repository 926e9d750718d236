"use client";

import type { Delivery } from "@agentlattice/contract";
import clsx from "clsx";
import { LoadMore } from "#components/list/load-more.tsx";
import { itemsOf } from "#components/list/paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Loaded } from "#features/settings/loaded.tsx";
import type { usePages } from "#lib/api/use-op.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatUtc, formatUtcTime } from "#lib/format/time.ts";
import { channelOf, DELIVERY_MARK, progressOf, resultOf } from "./delivery-words.ts";
import { useWebhookChange } from "./use-webhooks.ts";

const FILTERS = [
  { value: "all", text: "All" },
  { value: "failed", text: "Failed" },
] as const;

export type DeliveryFilter = (typeof FILTERS)[number]["value"];

/** Returns the query of a page of deliveries. */
export function deliveryQuery(filter: DeliveryFilter) {
  return { limit: 25, ...(filter === "failed" && { status: "failed" as const }) };
}

interface DeliveryListProps {
  readonly list: ReturnType<typeof usePages<"listDeliveries" | "listOwnDeliveries">>;
  readonly filter: DeliveryFilter;
  readonly onFilter: (filter: DeliveryFilter) => void;
  /** Sends a delivery again. */
  readonly replay: (deliveryId: string) => Promise<unknown>;
  /** The text without deliveries. */
  readonly none: string;
}

/** Deliveries, newest first. */
export function DeliveryList({ list, filter, onFilter, replay, none }: DeliveryListProps) {
  const replayAll = useWebhookChange(async (failed: readonly Delivery[]) => {
    for (const { id } of failed) await replay(id);
  });
  return (
    <section aria-label="Deliveries" className="border-t pt-4">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h3 className="mr-auto font-medium">Deliveries</h3>
        <Segmented label="Show" value={filter} options={FILTERS} onChange={onFilter} />
      </div>
      <Loaded
        query={{ ...list, data: list.data && itemsOf(list) }}
        failed="Deliveries did not load"
        stillWorks="Messages are delivered meanwhile."
      >
        {(data) => {
          const failed = data.filter(({ status }) => status === "failed");
          return (
            <>
              {failed.length > 1 && (
                <Button size="table" blocked={replayAll.isPending ? "Sending." : null} onClick={() => replayAll.mutate(failed)}>
                  {`Replay ${failed.length} failed`}
                </Button>
              )}
              {data.length === 0 && <p className="py-3 text-ink-2">{filter === "all" ? none : "No failed deliveries."}</p>}
              <ol>
                {data.map((delivery) => (
                  <DeliveryRow key={delivery.id} delivery={delivery} replay={replay} />
                ))}
              </ol>
              <LoadMore list={list} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function DeliveryRow({ delivery, replay }: { delivery: Delivery } & Pick<DeliveryListProps, "replay">) {
  const now = useNow();
  const send = useWebhookChange(() => replay(delivery.id));
  const isRetry = delivery.status === "pending" && delivery.attempts > 0;
  return (
    <li className="flex items-center gap-3 border-b py-2 last:border-b-0">
      <GateMark state={DELIVERY_MARK[delivery.status]} size={13} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-mono text-code">
          {delivery.type}{" "}
          <span
            className={clsx(
              delivery.status === "delivered" && "text-allow",
              delivery.status === "pending" && "text-hold",
              delivery.status === "failed" && "text-deny",
            )}
          >
            {resultOf(delivery)}
          </span>
        </p>
        <p className="tnum text-label text-ink-2">
          <time dateTime={delivery.created_at} title={formatUtc(delivery.created_at)}>
            {formatUtcTime(delivery.created_at)}
          </time>{" "}
          {channelOf(delivery)}
          {progressOf(delivery, now)}
        </p>
        {send.error && (
          <p role="alert" className="text-label text-deny">
            {send.error.message}
          </p>
        )}
      </div>
      {(delivery.status !== "pending" || isRetry) && (
        <Button
          size="table"
          blocked={send.isPending ? "Sending." : null}
          aria-label={`${isRetry ? "Retry now" : "Replay"}: ${delivery.type} of ${formatUtcTime(delivery.created_at)}`}
          onClick={() => send.mutate()}
        >
          {isRetry ? "Retry now" : "Replay"}
        </Button>
      )}
    </li>
  );
}
