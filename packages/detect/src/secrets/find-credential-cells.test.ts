import { budgetFor } from "@agentlattice/patterns";
import { randomNumbers } from "@agentlattice/patterns/testing";
import { describe, expect, it } from "vitest";
import { compileMatcher } from "../match/matcher.ts";
import { layersOf } from "../normalize/layers.ts";
import { SECRET_RULES } from "../rules/secret-rules.ts";
import { expandTemplate } from "../testing/expand-template.ts";
import { scanText } from "./scan-text.ts";

const matcher = compileMatcher(SECRET_RULES);
const random = randomNumbers(17);
const make = (template: string) => expandTemplate(template, random);
const PASSWORD = make("T9x{A-Za-z0-9:9}x");
const KEY = make("9{A-Za-z0-9:20}Z8{A-Za-z0-9:7}");
const found = (text: string) =>
  scanText(layersOf(text), "", { matcher }, budgetFor(text.length))
    .findings.filter(({ confidence }) => confidence >= 0.5)
    .map(({ start, end }) => text.slice(start, end));

describe("credentials in named cells", () => {
  it.each([
    ["CSV", `environment,admin_password,owner\nproduction,${PASSWORD},ana\n`],
    ["CSV with quotes", `"environment","Admin password","owner"\r\n"production","${PASSWORD}","ana"\r\n`],
    ["CSV, last column", `environment,owner,admin_password\nproduction,ana,${PASSWORD}\n`],
    ["CSV with semicolons", `environment;admin_password;owner\nproduction;${PASSWORD};ana`],
    ["CSV as text of JSON", `environment,admin_password,owner\\nproduction,${PASSWORD},ana\\n`],
    ["TSV", `environment\tadmin_password\towner\nproduction\t${PASSWORD}\tana`],
    ["a table of Markdown", `| environment | Admin password | owner |\n|---|:---:|---|\n| production | \`${PASSWORD}\` | ana |`],
    ["a table of psql", ` environment | admin_password \n-------------+----------------\n production  | ${PASSWORD}\n(1 row)`],
    ["a table of HTML", `<table><tr><th>Environment</th><th>Password</th></tr><tr><td>prod</td><td>${PASSWORD}</td></tr></table>`],
    ["INSERT", `INSERT INTO account (id, admin_password, owner) VALUES (7, '${PASSWORD}', 'ana');`],
    ["INSERT over lines", `INSERT INTO account (\n  id,\n  owner,\n  admin_password\n) VALUES (\n  7,\n  'ana',\n  '${PASSWORD}'\n);`],
    ["COPY", `COPY account (id, admin_password, owner) FROM stdin;\n7\t${PASSWORD}\tana\n\\.\n`],
    ["a label", `{"label": "Admin password", "id": 7, "value": "${PASSWORD}"}`],
    ["a label behind its value", `{"value": "${PASSWORD}", "label": "Admin password"}`],
    ["a part of a form", `--x\r\nContent-Disposition: form-data; name="admin_password"\r\n\r\n${PASSWORD}\r\n--x--`],
  ])("%s", (_, text) => {
    expect({ text, found: found(text) }).toEqual({ text, found: [PASSWORD] });
  });

  it("finds each of a column, also where only the name of the issuer tells", () => {
    const keys = [1, 2, 3].map(() => make("9{a-z0-9:48}zk7"));
    const text = `service,azure_devops_pat\n${keys.map((key, i) => `s${i},${key}`).join("\n")}`;
    expect(found(text)).toEqual(keys);
    expect(found(`service,api_key,checksum\nshop,${KEY},${make("{a-f0-9:64}")}`)).toEqual([KEY]);
  });

  it.each([
    ["a column that tells about one", `environment,password_hash,owner\nproduction,${PASSWORD},ana`],
    ["a column beside", `environment,admin_password,build\nproduction,********,${KEY}`],
    ["references", "environment,admin_password\nproduction,vault:secret/data/shop\nstaging,$DB_PASSWORD"],
    ["words", "field,password\nlabel,Password\nhint,at-least-twelve-characters"],
    ["numbers", "model,token,price\nlarge,128000,0.25\nsmall,32000,0.05"],
    ["tokens of a language", "path,token,line\nsrc/a.ts,Identifier2B,14\nsrc/b.ts,StringLiteral9x,15"],
    ["the names of a call", `sign(user, token, digest);\nsend(name, ${KEY}, other);`],
    ["ids of cursors", `INSERT INTO page (id, next_page_token) VALUES (7, '${KEY}');`],
    ["aligned listings of a command", `token_policies       default\naccessor             ${KEY}\n`],
  ])("leaves alone: %s", (_, text) => {
    expect({ text, found: found(text) }).toEqual({ text, found: [] });
  });
});
