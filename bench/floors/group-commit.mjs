// Reference server with node:http, SHA-256 of the key, a hash chain in memory, and group commit over one pg connection. It has no
// policies, tenants, proofs or encryption: the minimum for a durable chained entry per request.
import { hash } from "node:crypto";
import http from "node:http";
import pg from "pg";

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query("CREATE TABLE IF NOT EXISTS floor_group (seq bigint PRIMARY KEY, body text NOT NULL, hash text NOT NULL)");
await client.query("CREATE TABLE IF NOT EXISTS floor_group_head (id int PRIMARY KEY, seq bigint NOT NULL, hash text NOT NULL)");
await client.query("INSERT INTO floor_group_head VALUES (1, 0, '') ON CONFLICT DO NOTHING");

const waiting = [];
let flushing = false;
let seq = 0;
let previous = "";

async function flush() {
  flushing = true;
  while (waiting.length > 0) {
    const batch = waiting.splice(0, 128);
    for (const item of batch) {
      item.seq = ++seq;
      previous = item.hash = hash("sha256", previous + item.body, "hex");
    }
    await client.query({
      name: "append",
      text: `WITH rows AS (INSERT INTO floor_group SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[]))
             UPDATE floor_group_head SET seq = $4, hash = $5 WHERE id = 1`,
      values: [batch.map((item) => item.seq), batch.map((item) => item.body), batch.map((item) => item.hash), seq, previous],
    });
    for (const item of batch) item.done(item);
  }
  flushing = false;
}

const server = http.createServer((req, res) => {
  const chunks = [];
  req.on("data", (chunk) => chunks.push(chunk));
  req.on("end", () => {
    const body = Buffer.concat(chunks).toString("utf8");
    JSON.parse(body);
    hash("sha256", req.headers.authorization, "hex");
    const done = (item) => {
      const text = JSON.stringify({ seq: item.seq, hash: item.hash });
      res.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text);
    };
    waiting.push({ body, done });
    if (!flushing) void flush();
  });
});
// The server must not close idle sockets during the load.
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
