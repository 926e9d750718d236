import { addressAdvice } from "@agentlattice/core/connection-advice";
import { type SseItem, SseParser } from "@agentlattice/core/sse";
import { AgentLatticeError } from "../errors.ts";
import { CLIENT_NAME, clientIdOf } from "../transport/client-id.ts";
import type { Config } from "../transport/config.ts";
import { toProblem } from "../transport/read-problem.ts";
import { readText } from "../transport/read-text.ts";
import { toConnectionError } from "../transport/send.ts";
import { within } from "../transport/within.ts";

/** Maximum silence in milliseconds. The server sends a heartbeat every 15 s, so two are missed by then. */
const SILENCE_MS = 32_000;

/** One connection of the live stream. */
export interface OpenStream {
  /** Returns the next items, possibly none, or null at the end. @throws AgentLatticeError when the connection is lost or silent */
  read(): Promise<readonly SseItem[] | null>;
  close(): void;
}

/** Opens the stream. @throws AgentLatticeError for every answer that is not an event stream */
export async function openStream(config: Config, query: string, lastEventId: string, signal: AbortSignal): Promise<OpenStream> {
  const headers = {
    accept: "text/event-stream",
    authorization: `Bearer ${config.apiKey}`,
    "al-client-id": clientIdOf(config),
    "al-client": CLIENT_NAME,
    ...(lastEventId === "" ? {} : { "last-event-id": lastEventId }),
  };
  const response = await within(config.requestTimeoutMs, signal, (inTime) =>
    connecting(config, async () => {
      const answer = await config.fetch(`${config.apiUrl}/events/stream${query}`, { headers, redirect: "manual", signal: inTime });
      if (!answer.ok) throw toProblem(answer, await readText(answer), config.apiKey);
      return answer;
    }),
  );
  const type = response.headers.get("content-type") ?? "";
  if (response.body === null || !/^text\/event-stream\b/i.test(type)) {
    response.body?.cancel().catch(() => {});
    const otherwise = "The answer is not an event stream. Check that baseUrl is the address of an AgentLattice API.";
    throw new AgentLatticeError("INVALID_RESPONSE", addressAdvice(response) ?? otherwise);
  }
  return reading(config, response.body, signal);
}

function reading(config: Config, body: ReadableStream<Uint8Array>, signal: AbortSignal): OpenStream {
  const reader = body.getReader();
  let items: SseItem[] = [];
  const parser = new SseParser((item) => items.push(item));
  return {
    async read() {
      const { done, value } = await within(SILENCE_MS, signal, () => connecting(config, () => reader.read()));
      if (done) return null;
      items = [];
      try {
        parser.push(value);
      } catch {
        throw new AgentLatticeError("INVALID_RESPONSE", "An event of the stream exceeds the maximum size.");
      }
      return items;
    },
    // Not awaited, because a peer may ignore the cancellation.
    close: () => void reader.cancel().catch(() => {}),
  };
}

async function connecting<T>(config: Config, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw toConnectionError(config, error);
  }
}
