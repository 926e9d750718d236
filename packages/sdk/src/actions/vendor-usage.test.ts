import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AgentLattice, readUsage, type Usage } from "../index.ts";
import { FakeApi } from "../testing/fake-api.ts";
import { actionResult, EVENT, KEY } from "../testing/fixtures.ts";

const RSV = "rsv_01h455vb4pex5vsknk084sn02q";
const at = "2026-11-21T08:00:00.000Z";
let api: FakeApi;
let errors: unknown[];
const al = () => new AgentLattice({ apiKey: KEY, baseUrl: api.url });
const settled = () => api.requests.filter(({ path }) => path.endsWith("/settle")).map(({ body }) => body);
const reports = () => api.requests.filter(({ path }) => path.endsWith("/report")).map(({ body }) => body);
const onSettleError = (error: unknown) => errors.push(error);

beforeEach(async () => {
  errors = [];
  const amounts = { reserved: { tokens: 500 }, used: { tokens: 1 }, overruns: [] };
  const created = { id: RSV, status: "reserved", run_id: null, reserved: { tokens: 500 }, created_at: at, expires_at: at };
  api = await FakeApi.start(({ path }) => {
    if (path.endsWith("/reserve")) return { status: 201, body: created };
    if (path.endsWith("/settle")) return { body: { id: RSV, status: "settled", ...amounts } };
    if (path.endsWith("/report")) return { status: 201, body: { id: EVENT, audit_event_id: EVENT, status: "success", reported_at: at } };
    return { body: actionResult() };
  });
});
afterEach(() => api.down());

/** Usages as the vendors' references show them. */
const VENDORS: [string, object, object][] = [
  [
    "OpenAI Chat Completions",
    {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 2, accepted_prediction_tokens: 0 },
    },
    { inputTokens: 10, outputTokens: 5 },
  ],
  ["OpenAI embeddings", { prompt_tokens: 8, total_tokens: 8 }, { inputTokens: 8, outputTokens: 0 }],
  [
    "OpenAI Responses",
    {
      input_tokens: 36,
      input_tokens_details: { cached_tokens: 30 },
      output_tokens: 87,
      output_tokens_details: { reasoning_tokens: 20 },
      total_tokens: 123,
    },
    { inputTokens: 36, outputTokens: 87 },
  ],
  [
    "Anthropic Messages",
    {
      input_tokens: 21,
      cache_creation_input_tokens: 188,
      cache_read_input_tokens: 1_000,
      cache_creation: { ephemeral_5m_input_tokens: 188, ephemeral_1h_input_tokens: 0 },
      output_tokens: 393,
      server_tool_use: null,
      service_tier: "standard",
    },
    { inputTokens: 1_209, outputTokens: 393 },
  ],
  ["the API", { input_tokens: 4, usd: "0.10", max_tokens: 9 }, { inputTokens: 4, usd: "0.10", maxTokens: 9 }],
  ["the Vercel AI SDK", { inputTokens: 7, outputTokens: 2, totalTokens: 9, reasoningTokens: 1 }, { inputTokens: 7, outputTokens: 2 }],
];

it.each(VENDORS)("the usage of %s is read", async (_, usage, read) => {
  expect(readUsage(usage)).toEqual(read);
  await al().budget({ tokens: 500, onSettleError }, () => ({ id: "x", usage }));
  const { inputTokens: input_tokens, outputTokens: output_tokens, usd } = read as Usage;
  expect(settled()).toEqual([JSON.parse(JSON.stringify({ usd, input_tokens, output_tokens }))]);
  expect(errors).toEqual([]);
});

describe("a usage of an unknown form", () => {
  it.each([
    { tokens_in: 5, tokens_out: 3 },
    { promptTokenCount: 5, candidatesTokenCount: 3 },
    { inputTokens: 5, outptTokens: 3 },
    { input_tokens: 5, ouput_tokens: 3 },
    { input_tokens: "5", output_tokens: 3 },
    { prompt_tokens: 5, completion_tokens: -3 },
    { inputTokens: 5, usd: 0.1 },
    { inputTokens: 5, output_tokens: 3 },
    { usd: "0.10", inputTkens: 5 },
  ])("is an error to the developer, and costs what was reserved: %o", async (usage) => {
    expect(() => readUsage(usage)).toThrow(expect.objectContaining({ code: "USAGE_UNKNOWN" }));
    expect(await al().budget({ tokens: 500, onSettleError }, () => ({ usage }))).toEqual({ usage });
    expect(settled()).toEqual([{}]);
    expect(errors).toMatchObject([{ code: "USAGE_UNKNOWN", message: expect.stringContaining("costOf") }]);
  });

  it("is one under another name, as other vendors state it, or no object", async () => {
    const result = { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5 } };
    expect(await al().budget({ tokens: 500, onSettleError }, () => result)).toBe(result);
    expect(errors).toMatchObject([{ code: "USAGE_UNKNOWN" }]);
    expect(() => readUsage(null as unknown as object)).toThrow(expect.objectContaining({ code: "USAGE_UNKNOWN" }));
  });

  it("is an error of guard, which reports the outcome without a cost", async () => {
    await al().guard("pr.merge", () => ({ usage: { tokens: 9 } }), { onReportError: onSettleError });
    expect(reports()).toEqual([{ status: "success" }]);
    expect(errors).toMatchObject([{ code: "USAGE_UNKNOWN" }]);
  });
});

const chat = (content: string) => ({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }], usage: null });
const CHAT = ["One", " two", " three", " four", " five", " six", " seven", " eight"].map(chat);
const CHAT_END = { choices: [], usage: { prompt_tokens: 20, completion_tokens: 8, total_tokens: 28 } };
const MESSAGES = [
  { type: "message_start", message: { usage: { input_tokens: 25, cache_read_input_tokens: 5, output_tokens: 1 } } },
  ...["Hello", " there", "!"].map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
  { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 15 } },
  { type: "message_stop" },
];
const RESPONSES = [
  { type: "response.created", response: { usage: null } },
  ...["Hel", "lo"].map((delta) => ({ type: "response.output_text.delta", delta })),
  { type: "response.output_text.done", text: "Hello" },
  { type: "response.completed", response: { usage: { input_tokens: 9, output_tokens: 2, total_tokens: 11 } } },
];

async function* stream(chunks: readonly object[], failure?: Error) {
  for (const chunk of chunks) yield chunk;
  if (failure) throw failure;
}

async function readSome(given: AsyncIterable<object>, count: number): Promise<number> {
  let read = 0;
  for await (const _ of given) if (++read === count) break;
  return read;
}

describe("a stream", () => {
  it.each([
    ["Chat Completions, with its usage", [...CHAT, CHAT_END], 99, {}, { input_tokens: 20, output_tokens: 8 }],
    ["Chat Completions, without a usage", CHAT, 99, { inputTokens: 20 }, { input_tokens: 20, output_tokens: 10, estimated: true }],
    ["Chat Completions, left after six chunks", CHAT, 6, { inputTokens: 20 }, { input_tokens: 20, output_tokens: 7, estimated: true }],
    ["Chat Completions, left, with an unknown prompt", CHAT, 6, {}, { output_tokens: 7, estimated: true }],
    ["Messages, to its end", MESSAGES, 99, {}, { input_tokens: 30, output_tokens: 15 }],
    ["Messages, left", MESSAGES, 3, {}, { input_tokens: 30, output_tokens: 3, estimated: true }],
    ["Responses, to its end", RESPONSES, 99, {}, { input_tokens: 9, output_tokens: 2 }],
    ["Responses, left", RESPONSES, 4, {}, { output_tokens: 2, estimated: true }],
    ["chunks without text", [{ row: 1 }], 99, {}, {}],
  ] as const)("of %s is settled when its reader stops", async (_, chunks, count, options, cost) => {
    const metered = await al().budget({ tokens: 500, onSettleError, ...options }, () => stream(chunks));
    expect(settled()).toEqual([]);
    expect(await readSome(metered, count)).toBe(Math.min(count, chunks.length));
    expect(settled()).toEqual([cost]);
    expect(errors).toEqual([]);
  });

  it("that fails is settled by what it produced, and its error reaches the reader", async () => {
    const failure = new Error("cut off");
    const metered = await al().budget({ tokens: 500 }, () => stream(MESSAGES.slice(0, 2), failure));
    await expect(readSome(metered, 99)).rejects.toBe(failure);
    expect(settled()).toEqual([{ input_tokens: 30, output_tokens: 2, estimated: true }]);
  });

  it("keeps the other members of a vendor's stream", async () => {
    class Vendor {
      readonly #chunks = CHAT;
      readonly controller = new AbortController();
      [Symbol.asyncIterator]() {
        return stream(this.#chunks);
      }
      first() {
        return this.#chunks[0];
      }
    }
    const metered = await al().budget({ tokens: 500 }, () => new Vendor());
    expect(metered).toBeInstanceOf(Vendor);
    expect([metered.first(), metered.controller.signal.aborted]).toEqual([CHAT[0], false]);
    expect(await readSome(metered, 2)).toBe(2);
    expect(settled()).toEqual([{ output_tokens: 2, estimated: true }]);
  });

  it("is reported by guard: partial when its reader leaves", async () => {
    const usage = { inputTokens: 20, maxTokens: 100 };
    const left = await al().guard("pr.merge", () => stream(CHAT), { usage });
    await readSome(left, 6);
    await readSome(await al().guard("pr.merge", () => stream([...CHAT, CHAT_END])), 99);
    expect(reports()).toMatchObject([
      { status: "partial", usage: { input_tokens: 20, output_tokens: 7, estimated: true } },
      { status: "success", usage: { input_tokens: 20, output_tokens: 8 } },
    ]);
  });
});
