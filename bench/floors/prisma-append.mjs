// Reference server with a naive implementation: a Prisma transaction per request that locks the head, inserts, and updates the head.
import { hash } from "node:crypto";
import http from "node:http";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "../../packages/db/dist/prisma-client.mjs";

const setup = new pg.Client({ connectionString: process.env.DATABASE_URL });
await setup.connect();
await setup.query("CREATE TABLE IF NOT EXISTS floor_prisma (seq bigint PRIMARY KEY, body text NOT NULL, hash text NOT NULL)");
await setup.query("CREATE TABLE IF NOT EXISTS floor_prisma_head (id int PRIMARY KEY, seq bigint NOT NULL, hash text NOT NULL)");
await setup.query("INSERT INTO floor_prisma_head VALUES (1, 0, '') ON CONFLICT DO NOTHING");
await setup.end();

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL, max: 16 }) });

const append = (body) =>
  prisma.$transaction(
    async (tx) => {
      const [head] = await tx.$queryRaw`SELECT seq, hash FROM floor_prisma_head WHERE id = 1 FOR UPDATE`;
      const seq = head.seq + 1n;
      const next = hash("sha256", head.hash + body, "hex");
      await tx.$executeRaw`INSERT INTO floor_prisma VALUES (${seq}, ${body}, ${next})`;
      await tx.$executeRaw`UPDATE floor_prisma_head SET seq = ${seq}, hash = ${next} WHERE id = 1`;
      return { seq: Number(seq), hash: next };
    },
    { maxWait: 30_000, timeout: 30_000 },
  );

const server = http.createServer((req, res) => {
  const chunks = [];
  req.on("data", (chunk) => chunks.push(chunk));
  req.on("end", async () => {
    const body = Buffer.concat(chunks).toString("utf8");
    JSON.parse(body);
    hash("sha256", req.headers.authorization, "hex");
    const text = JSON.stringify(await append(body));
    res.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text);
  });
});
// The server must not close idle sockets during the load.
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
