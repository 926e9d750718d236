import { availableParallelism } from "node:os";
import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65_535);

function namesNobody(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== "" && url.username === "" && url.password === "";
}

const schema = z.object({
  /** Where the database is, without a user: the process signs in as al_app and al_ledger. */
  AL_DATABASE_URL: z.string().refine(namesNobody, "must be postgresql://host:5432/database, without user and password"),
  /** The owner may switch row-level security off: a process that serves must not be able to sign in as the owner. */
  DATABASE_URL: z
    .undefined("is the owner's, for migrating only. Unset it here and set AL_DATABASE_URL: the same without user and password")
    .optional(),
  /** Carries hints between processes: redis:// or rediss://. Without it Postgres does. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  DATA_DIR: z.string().default(".agentlattice"),
  API_PORT: port.default(4000),
  API_HOST: z.string().default("127.0.0.1"),
  AL_LOG_HOST: z
    .string()
    .regex(/^[a-z0-9.-]+$/)
    .default("agentlattice.local"),
  /** Address of the console as people open it; links to approvals and invitations begin with it. */
  AL_CONSOLE_URL: z.url({ protocol: /^https?$/ }).default("http://localhost:3000"),
  /** Shared with the console, which passes the browser's address on. */
  AL_PROXY_SECRET: z.string().min(16).optional(),
  AL_ROLE_SUFFIX: z
    .string()
    .regex(/^[a-z0-9_]*$/)
    .default(""),
  /** Requests per second and key. */
  AL_KEY_RATE: z.coerce.number().int().min(1).default(2_000),
  /** Requests per second of a signed-in person, in all their sessions together. */
  AL_PERSON_RATE: z.coerce.number().int().min(1).default(300),
  /** Event streams that a key may have open at once in one process. */
  AL_KEY_STREAMS: z.coerce.number().int().min(1).default(100),
  /** Event streams that a person may have open at once in one process: a tab of the console is one. */
  AL_PERSON_STREAMS: z.coerce.number().int().min(1).default(40),
  /** A stream ends when what was written for its reader waits for longer than this. */
  AL_STREAM_STALL_SECONDS: z.coerce.number().min(0.1).max(3_600).default(60),
  /** Bytes per second that an organisation may send in large requests. */
  AL_INSPECT_BYTES: z.coerce.number().int().min(1_048_576).default(8_388_608),
  /** Threads that inspect large content. */
  AL_INSPECT_THREADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(Math.max(1, availableParallelism() - 1)),
  /** How many large requests of one organisation may wait for such a thread. */
  AL_INSPECT_QUEUE: z.coerce.number().int().min(1).max(256).default(16),
  /** How long the inspection of one request may take, in milliseconds. */
  AL_INSPECT_MS: z.coerce.number().int().min(10).max(60_000).default(10_000),
  /** How many entries the live stream replays at most to a client that was away or reads slowly. */
  AL_STREAM_REPLAY: z.coerce.number().int().min(1).default(10_000),
  AL_MAX_WAITERS: z.coerce.number().int().min(1).default(20_000),
  /** Whether anybody may make an organisation by signing up. Closed unless said otherwise: invitations always work. */
  AL_SIGN_UP: z.enum(["open", "closed"]).default("closed"),
  /** Where e-mails are handed to, such as smtp://user:password@host:587. Without it links are shown only. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Who e-mails are from. */
  SMTP_FROM: z.string().min(3).max(320).default("AgentLattice <agentlattice@localhost>"),
  AL_SESSION_IDLE_MINUTES: z.coerce.number().int().min(1).max(720).default(30),
  /** Where Prometheus reads; without it nothing is served. Never the port of the API. */
  METRICS_PORT: port.optional(),
  METRICS_HOST: z.string().default("127.0.0.1"),
  /** `sidecar`: what agents and their applications ask, and nothing of the console. */
  AL_SURFACE: z.enum(["all", "sidecar"]).default("all"),
  /** `on`: a line per request, at level info. */
  AL_LOG_REQUESTS: z.enum(["on", "off"]).default("off"),
  AL_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
});

export type Env = z.infer<typeof schema>;

/** Reads the environment once; an empty variable is not set. @throws Error with every problem named, never a value */
export function readEnv(source: NodeJS.ProcessEnv): Env {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== "")));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not complete:\n${problems.join("\n")}`);
}
