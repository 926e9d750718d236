"use client";

import type { OperationOutput } from "@agentlattice/contract/client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { Toaster } from "sonner";
import { AnnouncerProvider } from "#components/ui/announcer.tsx";
import { RETRY_DELAY_MS, shouldRetry } from "#lib/api/retry.ts";
import { ACTIVE_HALTS, pendingCountInput } from "#lib/api/shell-inputs.ts";
import { keyOf } from "#lib/api/use-op.ts";
import { ClockProvider } from "#lib/clock/clock-provider.tsx";
import { EnvironmentProvider } from "#lib/environment/environment-provider.tsx";
import { LiveProvider } from "#lib/live/live-provider.tsx";
import { type Me, MeContext } from "#lib/session/session-context.tsx";

/** Creates the query client. Queries do not refetch on their own, because the live stream reports changes. */
function createQueries(known: ShellData): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: shouldRetry,
        retryDelay: RETRY_DELAY_MS,
      },
    },
  });
  if (known.pending) queries.setQueryData(keyOf("countApprovals", pendingCountInput(null)), known.pending);
  if (known.halts) queries.setQueryData(keyOf("listHalts", ACTIVE_HALTS), known.halts);
  return queries;
}

/** What the frame of every page shows, as read with the page; null when it could not be read, and the browser reads it. */
export interface ShellData {
  readonly pending: OperationOutput<"countApprovals"> | null;
  readonly halts: OperationOutput<"listHalts"> | null;
}

interface ProvidersProps {
  readonly known: ShellData;
  readonly me: Me;
  readonly serverTime: string;
  /** See `LiveProvider`. */
  readonly lastEventId: string | null;
  readonly children: ReactNode;
}

export function Providers({ me, known, serverTime, lastEventId, children }: ProvidersProps) {
  const [queries] = useState(() => createQueries(known));
  return (
    <MeContext value={me}>
      <QueryClientProvider client={queries}>
        <ClockProvider serverTime={serverTime}>
          <LiveProvider lastEventId={lastEventId}>
            <NuqsAdapter>
              <EnvironmentProvider>
                <AnnouncerProvider>
                  {children}
                  <Toasts />
                </AnnouncerProvider>
              </EnvironmentProvider>
            </NuqsAdapter>
          </LiveProvider>
        </ClockProvider>
      </QueryClientProvider>
    </MeContext>
  );
}

/** The messages at the foot of the page. They are inside the other providers, because their buttons call the API. */
function Toasts() {
  return (
    <Toaster
      position="bottom-right"
      offset={{ bottom: 76, right: 20 }}
      mobileOffset={{ bottom: 100 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "font-sans flex w-[min(360px,calc(100vw-32px))] items-center gap-3 rounded-popover border border-edge-raised bg-raised px-4 py-3 text-[13px] leading-5 text-ink shadow-pop",
          content: "min-w-0 flex-1",
          description: "text-label text-ink-2",
          actionButton: "ml-auto rounded-chip font-medium text-accent-text",
        },
      }}
    />
  );
}
