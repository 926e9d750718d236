// Public halves of keys, identifiers, data and prose. [kind, make(m)]

const PUBLIC = [
  ["certificates", (m) => m.lines(3, 5, () => m.pem("CERTIFICATE", 900))],
  ["public keys", (m) => m.lines(4, 8, () => m.pem(m.pick(["PUBLIC KEY", "RSA PUBLIC KEY"]), 290))],
  ["pgp public", (m) => m.lines(2, 4, () => m.pem(m.pick(["PGP PUBLIC KEY BLOCK", "PGP SIGNATURE"]), 800))],
  [
    "authorized_keys",
    (m) =>
      m.lines(10, 15, () =>
        m.pick([
          () => `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ${m.base64(340)} ${m.person()}@laptop`,
          () => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${m.base64(43)} ${m.person()}@host`,
        ])(),
      ),
  ],
  ["known_hosts", (m) => m.lines(10, 15, () => `|1|${m.b64(20)}|${m.b64(20)} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${m.base64(43)}`)],
  [
    "jwks",
    (m) =>
      JSON.stringify({
        keys: Array.from({ length: 4 }, () => ({ kty: "RSA", use: "sig", alg: "RS256", kid: m.url(43), n: m.b64url(256), e: "AQAB" })),
      }),
  ],
  [
    "fingerprints",
    (m) => m.lines(20, 30, () => `${m.pick(["256", "3072"])} SHA256:${m.base64(43)} ${m.person()}@host (${m.pick(["ED25519", "RSA"])})`),
  ],
  [
    "publishable keys and client ids",
    (m) =>
      m.lines(
        10,
        15,
        () =>
          `NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY=pk_live_51${m.alnum(97)}\nGOOGLE_CLIENT_ID=${m.digits(12)}-${m.low36(32)}.apps.googleusercontent.com\nAUTH0_CLIENT_ID=${m.alnum(32)}\nAWS_ACCOUNT_ID=${m.digits(12)}\nPOSTHOG_PROJECT_KEY=phc_${m.alnum(43)}\nSENTRY_DSN=https://${m.hex(32)}@o${m.digits(6)}.ingest.sentry.io/${m.digits(7)}`,
      ),
  ],
  [
    "addresses of chains",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `{"tx": "0x${m.hex(64)}", "from": "0x${m.hex(40)}", "to": "0x${m.hex(40)}", "token": "USDC", "token_address": "0x${m.hex(40)}", "blockHash": "0x${m.hex(64)}"}`,
      ),
  ],
];

const IDS = [
  [
    "ids under names with key and token",
    (m) =>
      m.lines(15, 25, () =>
        JSON.stringify({
          key_id: m.uuid(),
          api_key_id: `key_${m.alnum(16)}`,
          idempotency_key: m.uuid(),
          cache_key: m.sha(256),
          partition_key: `tenant#${m.int(1, 99)}`,
          s3_key: `uploads/${m.uuid()}.pdf`,
          primary_key: "id",
          sort_key: m.date(),
          secret_name: `prod/${m.word()}/db`,
          token_type: "bearer",
          token_count: m.int(1, 9000),
          password_changed_at: m.date(),
          secret_version: m.uuid(),
          public_key_fingerprint: m.sha(),
        }),
      ),
  ],
  [
    "cursors of pages",
    (m) =>
      m.lines(15, 25, () =>
        JSON.stringify({ data: [{ id: m.uuid() }], has_more: true, next_cursor: m.b64url(30), next_page_token: m.b64url(48) }),
      ),
  ],
  [
    "objects of stripe",
    (m) =>
      m.lines(20, 30, () =>
        JSON.stringify({
          id: `pi_3${m.alnum(23)}`,
          customer: `cus_${m.alnum(14)}`,
          charge: `ch_3${m.alnum(23)}`,
          invoice: `in_1${m.alnum(23)}`,
          price: `price_1${m.alnum(23)}`,
        }),
      ),
  ],
  [
    "ids of issuers",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `${m.pick(["U", "C", "T"])}0${m.up36(9)} msg_${m.alnum(24)} chatcmpl-${m.alnum(29)} resp_${m.hex(48)} toolu_01${m.alnum(22)} req_${m.alnum(24)} run_${m.alnum(24)} 01${m.of("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 24)}`,
      ),
  ],
  [
    "tool calls",
    (m) => ({
      calls: Array.from({ length: 15 }, () => ({
        id: `toolu_01${m.alnum(22)}`,
        name: m.pick(["search", "read_file", "git_show"]),
        arguments: { query: `how to rotate the ${m.word()} password`, ref: m.sha(), path: `src/${m.word()}/token.ts`, session: m.uuid() },
      })),
    }),
  ],
  [
    "hashes of files in json",
    (m) => ({
      files: Array.from({ length: 30 }, () => ({
        name: `${m.slug()}.bin`,
        md5: m.hex(32),
        sha1: m.sha(),
        sha256: m.sha(256),
        crc32: m.hex(8),
        blake3: m.b64url(32),
      })),
    }),
  ],
  ["bucket of uuids", (m) => Array.from({ length: 80 }, () => m.uuid())],
  [
    "model configuration",
    (m) => ({
      tokenizer_class: "LlamaTokenizer",
      bos_token: "<s>",
      eos_token: "</s>",
      pad_token: null,
      unk_token: "<unk>",
      max_tokens: 4096,
      additional_special_tokens: ["<|im_start|>", "<|im_end|>"],
      vocab: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`▁${m.lower(m.int(2, 9))}`, i])),
      _commit_hash: m.sha(),
    }),
  ],
  ["embeddings", (m) => ({ embedding: Array.from({ length: 300 }, () => (m.random() - 0.5).toFixed(8)).join(",") })],
];

const PROSE = [
  [
    "english",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `The ${m.word()} of the ${m.word()} was a well-kept secret, and ${m.person()} held the key to it. "A password is like a ${m.word()}," she said, "it is a token of trust: once given away, it is worth nothing." They passed the ${m.word()} at ${m.time()} and went on.`,
      ),
  ],
  [
    "german",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `Das Passwort für den ${m.word()} wird alle neunzig Tage geändert; der Schlüssel liegt bei ${m.person()}. Bitte geben Sie Ihre Zugangsdaten niemals weiter, auch nicht an Kollegen.`,
      ),
  ],
  [
    "french",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `Le mot de passe de ${m.person()} doit être changé tous les trois mois. La clé du ${m.word()} est chez le gardien, et le jeton d'accès expire après une heure.`,
      ),
  ],
  [
    "chinese and japanese",
    (m) =>
      m.lines(
        20,
        30,
        () => `密码必须至少包含十二个字符。パスワードを忘れた場合は${m.person()}に連絡してください。令牌将在一小时后过期（${m.date()}）。`,
      ),
  ],
  [
    "support chat",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `${m.person()}: I forgot my password and the reset token does not arrive\nagent: I have sent a new link to the address we have, ticket ${m.up36(8)}; the api key in your settings stays the same`,
      ),
  ],
  [
    "minutes",
    (m) =>
      m.lines(
        15,
        20,
        () =>
          `${m.date()}: decided to rotate every secret of the ${m.word()} cluster by Friday. Owner: ${m.person()}. Token lifetime goes from 24 h to 1 h; password policy unchanged.`,
      ),
  ],
  [
    "csv",
    (m) =>
      `id,created,sku,amount,checksum,note\n${m.lines(40, 60, (i) => `${i},${m.date()},${m.up36(10)},${m.digits(4)}.${m.digits(2)},${m.hex(16)},"${m.word()} ${m.word()}"`)}`,
  ],
  [
    "tsv of sensors",
    (m) => m.lines(60, 80, () => `${m.date()}T${m.time()}Z\t${m.hex(16)}\t${m.int(-20, 40)}.${m.digits(3)}\t${m.random().toFixed(15)}`),
  ],
  [
    "fasta and such",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `>sp|P${m.digits(5)}|${m.upper(4)}_HUMAN\n${m.of("ACDEFGHIKLMNPQRSTVWY", 60)}\n${m.of("ACDEFGHIKLMNPQRSTVWY", 60)}\n>chr${m.int(1, 22)}\n${m.of("ACGT", 70)}`,
      ),
  ],
  [
    "latex and bibtex",
    (m) =>
      m.lines(
        15,
        20,
        () =>
          `@article{${m.person()}${m.int(1990, 2025)}${m.word()}, title={On the ${m.word()} of tokens}, doi={10.${m.digits(4)}/${m.low36(8)}.${m.digits(6)}}, key={${m.word()}}}`,
      ),
  ],
  [
    "geohash and plus codes",
    (m) =>
      m.lines(
        30,
        40,
        () =>
          `${m.of("0123456789bcdefghjkmnpqrstuvwxyz", 12)};${m.of("23456789CFGHJMPQRVWX", 8)}+${m.of("23456789CFGHJMPQRVWX", 3)};${m.int(-89, 89)}.${m.digits(7)},${m.int(-179, 179)}.${m.digits(7)}`,
      ),
  ],
  [
    "magnet links and ipfs",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `magnet:?xt=urn:btih:${m.sha()}&dn=${m.slug()} ipfs://bafybei${m.of("abcdefghijklmnopqrstuvwxyz234567", 52)} https://youtu.be/${m.url(11)}`,
      ),
  ],
];

export const THINGS = [...PUBLIC, ...IDS, ...PROSE];
