import { type SseItem, SseParser } from "@agentlattice/core/sse";
import { expect, vi } from "vitest";

/** An open event stream of an agent's client. */
export interface AgentStream {
  readonly clientId: string;
  /** The bodies of the events with this name so far. */
  named(name: string): unknown[];
  /** Waits until this many events with the name arrived. */
  until(name: string, count: number): Promise<unknown[]>;
  close(): Promise<void>;
}

type Request = (path: string, init: RequestInit) => Response | Promise<Response>;

/** Opens the event stream with an agent's key. */
export async function openAgentStream(request: Request, token: string, headers: Record<string, string> = {}): Promise<AgentStream> {
  const controller = new AbortController();
  const response = await request("/api/v1/events/stream?types=halt.*", {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: controller.signal,
  });
  expect(response.status).toBe(200);
  const items: SseItem[] = [];
  const reading = readAll(response, items).catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  const named = (name: string) =>
    items.flatMap((item) => (item.type === "event" && item.name === name ? [JSON.parse(item.data) as unknown] : []));
  return {
    clientId: response.headers.get("al-client-id") ?? "",
    named,
    until: (name, count) =>
      vi.waitFor(() => expect(named(name)).toHaveLength(count), { timeout: 15_000, interval: 10 }).then(() => named(name)),
    async close() {
      controller.abort();
      await reading;
    },
  };
}

async function readAll(response: Response, items: SseItem[]): Promise<void> {
  const parser = new SseParser((item) => items.push(item));
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) parser.push(piece.value);
}
