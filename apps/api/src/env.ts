import { availableParallelism } from "node:os";
import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65_535);

function hasNoUser(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== "" && url.username === "" && url.password === "";
}

const schema = z.object({
  /** URL of the database without a user. The process connects as al_app and al_ledger. */
  AL_DATABASE_URL: z.string().refine(hasNoUser, "must be postgresql://host:5432/database, without user and password"),
  /** Rejected: the owner can disable row-level security, so a serving process must not have its credentials. */
  DATABASE_URL: z
    .undefined("is the owner's, for migrating only. Unset it here and set AL_DATABASE_URL: the same without user and password")
    .optional(),
  /** Redis URL for hints between processes (redis:// or rediss://). Without it, Postgres is used. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  DATA_DIR: z.string().default(".agentlattice"),
  API_PORT: port.default(4000),
  API_HOST: z.string().default("127.0.0.1"),
  AL_LOG_HOST: z
    .string()
    .regex(/^[a-z0-9.-]+$/)
    .default("agentlattice.local"),
  /** Public URL of the console, used in links to approvals and invitations. */
  AL_CONSOLE_URL: z.url({ protocol: /^https?$/ }).default("http://localhost:3000"),
  /** Secret shared with the console, which forwards the browser's address. */
  AL_PROXY_SECRET: z.string().min(16).optional(),
  AL_ROLE_SUFFIX: z
    .string()
    .regex(/^[a-z0-9_]*$/)
    .default(""),
  /** Requests per second of a key. */
  AL_KEY_RATE: z.coerce.number().int().min(1).default(2_000),
  /** Requests per second of a person in all their sessions. */
  AL_PERSON_RATE: z.coerce.number().int().min(1).default(300),
  /** Maximum concurrent event streams of a key in one process. */
  AL_KEY_STREAMS: z.coerce.number().int().min(1).default(100),
  /** Maximum concurrent event streams of a person in one process. Each console tab uses one. */
  AL_PERSON_STREAMS: z.coerce.number().int().min(1).default(40),
  /** Seconds after which a stream ends when its client does not read. */
  AL_STREAM_STALL_SECONDS: z.coerce.number().min(0.1).max(3_600).default(60),
  /** Bytes per second that an organisation may send in large requests. */
  AL_INSPECT_BYTES: z.coerce.number().int().min(1_048_576).default(8_388_608),
  /** Number of threads that inspect large content. */
  AL_INSPECT_THREADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(Math.max(1, availableParallelism() - 1)),
  /** Maximum large requests of one organisation that wait for a thread. */
  AL_INSPECT_QUEUE: z.coerce.number().int().min(1).max(256).default(16),
  /** Time limit of the inspection of one request, in milliseconds. */
  AL_INSPECT_MS: z.coerce.number().int().min(10).max(60_000).default(10_000),
  /** Maximum number of entries that a stream replays to a client that reconnects or reads slowly. */
  AL_STREAM_REPLAY: z.coerce.number().int().min(1).default(10_000),
  AL_MAX_WAITERS: z.coerce.number().int().min(1).default(20_000),
  /** Allows sign-up, which creates an organisation. Closed by default; invitations always work. */
  AL_SIGN_UP: z.enum(["open", "closed"]).default("closed"),
  /** URL of the SMTP server, such as smtp://user:password@host:587. Without it, links are only shown. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Sender of emails. */
  SMTP_FROM: z.string().min(3).max(320).default("AgentLattice <agentlattice@localhost>"),
  /** Contact of the operator, which push services receive with each message. */
  AL_PUSH_CONTACT: z
    .string()
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, "must be mailto:name@example.com or an https URL")
    .optional(),
  /** Private targets that webhooks and other channels may reach: `host:port`, separated by commas. */
  AL_EGRESS_ALLOW: z
    .string()
    .regex(/^\s*(\S+:\d{1,5}\s*(,\s*\S+:\d{1,5}\s*)*)?$/, "must be host:port, separated by commas")
    .default(""),
  /** Client id of the Slack app. */
  AL_SLACK_CLIENT_ID: z.string().min(1).max(128).optional(),
  /** Client secret of the Slack app. */
  AL_SLACK_CLIENT_SECRET: z.string().min(1).max(128).optional(),
  /** Signing secret of the Slack app, with which Slack signs clicks. */
  AL_SLACK_SIGNING_SECRET: z.string().min(16).max(128).optional(),
  /** Base URL of Slack's API. */
  AL_SLACK_API_URL: z.url({ protocol: /^https?$/ }).default("https://slack.com/api/"),
  AL_SESSION_IDLE_MINUTES: z.coerce.number().int().min(1).max(720).default(30),
  /** Port of the Prometheus metrics; without it they are not served. It must differ from the API's port. */
  METRICS_PORT: port.optional(),
  METRICS_HOST: z.string().default("127.0.0.1"),
  /** `sidecar` serves only the routes of agents and applications, without those of the console. */
  AL_SURFACE: z.enum(["all", "sidecar"]).default("all"),
  /** `on` logs each request at level info. */
  AL_LOG_REQUESTS: z.enum(["on", "off"]).default("off"),
  AL_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
});

export type Env = z.infer<typeof schema>;

/** Reads the environment. An empty variable counts as not set. @throws Error that lists every problem without values */
export function readEnv(source: NodeJS.ProcessEnv): Env {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== "")));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment variables are not valid:\n${problems.join("\n")}`);
}
