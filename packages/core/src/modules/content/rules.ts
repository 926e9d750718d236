import { atOnce } from "../secrets/rule.ts";

/** One way of giving a model orders, or of doing harm with code. INVARIANT: a match begins where a keyword begins and is bounded. */
export interface ContentRule {
  readonly id: string;
  readonly kind: "prompt_injection" | "unsafe_code";
  /** Lower case, ASCII. */
  readonly keywords: readonly string[];
  /** In either case of letters. */
  readonly pattern: string;
  /** 0 to 1: how suspicious it is by itself. */
  readonly weight: number;
}

const injection = (id: string, weight: number, keywords: readonly string[], pattern: string): ContentRule => ({
  id,
  kind: "prompt_injection",
  keywords,
  pattern,
  weight,
});
const unsafe = (id: string, weight: number, keywords: readonly string[], pattern: string): ContentRule => ({
  id,
  kind: "unsafe_code",
  keywords,
  pattern,
  weight,
});
/** A few words between two that matter. */
const SOME = "(?:[\\s,:\"'*_-]{1,4}[^\\s,:\"'*_-]{1,20}){0,5}?[\\s,:\"'*_-]{1,4}";
const ORDERS =
  "(?:instructions?|prompts?|rules|guidelines|directions?|directives?|commands?|context|constraints|guardrails|policies|messages|programming|training|safety)";

export const CONTENT_RULES: readonly ContentRule[] = [
  injection(
    "ignore-instructions",
    0.8,
    ["ignore", "disregard", "forget", "override", "bypass", "discard", "neglect", "do not follow", "don't follow", "stop following"],
    `(?:ignore|disregard|forget|override|bypass|discard|neglect|do not follow|don't follow|stop following)${SOME}(?:previous|prior|above|earlier|preceding|foregoing|all|any|your|the|initial|original|system|existing|former|everything)${SOME}${ORDERS}`,
  ),
  injection(
    "ignore-what-was-said",
    0.7,
    ["ignore", "forget", "disregard"],
    "(?:ignore|forget|disregard) (?:everything|all|anything)(?: that| which| of what)?[\\s\\w]{0,20}(?:above|before|previously|you were told|you have been told|i said|said)",
  ),
  injection(
    "new-instructions",
    0.6,
    [
      "new instruction",
      "updated instruction",
      "real instruction",
      "actual instruction",
      "your new task",
      "your real task",
      "your only task",
    ],
    "(?:new|updated|real|actual) instructions?(?: are| follow|:|\\s{0,4}\\n)|your (?:new|real|only) task (?:is|now)",
  ),
  injection(
    "role-change",
    0.6,
    ["you are now", "from now on", "act as", "pretend to be", "pretend you are", "roleplay as", "behave as"],
    `(?:you are now|from now on,? you(?: are| will|'re| must)|act as|pretend (?:to be|you are)|roleplay as|behave as)(?: an?| the| if you (?:are|were))?${SOME}(?:unrestricted|unfiltered|uncensored|jailbroken|dan|evil|amoral|developer mode|without (?:any )?(?:restrictions|limits|filters|rules)|no (?:restrictions|rules|limits|filters)|root|admin(?:istrator)?|system|anything now|obey|comply)`,
  ),
  injection(
    "jailbreak",
    0.8,
    [
      "do anything now",
      "developer mode enabled",
      "jailbreak mode",
      "dan mode",
      "god mode enabled",
      "sudo mode",
      "unrestricted mode",
      "no ethical",
      "without ethical",
    ],
    "(?:do anything now|developer mode enabled|jailbreak mode|dan mode|god mode enabled|sudo mode|unrestricted mode|(?:no|without) ethical (?:guidelines|restrictions|constraints|limits))",
  ),
  injection(
    "reveal-prompt",
    0.7,
    ["reveal", "print", "show", "repeat", "output", "display", "leak", "tell me", "what is", "what are", "dump", "expose"],
    `(?:reveal|print|show|repeat|output|display|leak|tell me|what (?:is|are)|dump|expose)(?: me| us| out)?${SOME}(?:system prompt|initial prompt|hidden prompt|system message|(?:initial|original|hidden|secret|system|internal) instructions|prompt verbatim|instructions verbatim|everything above|text above|words above|developer message)`,
  ),
  injection(
    "fake-turn",
    0.7,
    [
      "<|im_start|>",
      "<|im_end|>",
      "<|system|>",
      "[inst]",
      "<<sys>>",
      "### system",
      "### instruction",
      "<|endoftext|>",
      "<|start_header_id|>",
      "</system>",
      "[system]",
      "<system>",
      "begin system",
    ],
    "(?:<\\|im_(?:start|end)\\|>|<\\|system\\|>|\\[inst\\]|<<sys>>|###\\s{0,2}(?:system|instruction)s?:?\\s{0,4}\\n|<\\|endoftext\\|>|<\\|start_header_id\\|>|<\\/?system>|\\[system\\]|begin system)",
  ),
  injection(
    "to-the-assistant",
    0.6,
    [
      "attention ai",
      "note to ai",
      "note to the ai",
      "dear ai",
      "ai assistant:",
      "assistant:",
      "instructions for the",
      "message to the",
      "llm:",
      "hey assistant",
      "important message to",
    ],
    "(?:attention,? ai|note to (?:the )?ai|dear ai|(?:ai )?assistant: (?:you must|ignore|please (?:send|forward|delete|transfer))|instructions for the (?:ai|assistant|model)|message to the (?:ai|assistant|model)|llm: |hey assistant|important message to (?:the )?(?:ai|assistant|model|llm))",
  ),
  injection(
    "hide-from-user",
    0.7,
    [
      "do not tell",
      "don't tell",
      "do not mention",
      "don't mention",
      "without telling",
      "do not inform",
      "never mention",
      "do not reveal",
      "without informing",
      "secretly",
    ],
    "(?:(?:do not|don't|never) (?:tell|mention|inform|reveal|alert|notify)|without (?:telling|informing|notifying|alerting)|secretly (?:send|forward|copy|email|upload|post))(?: this| it| that| anything)?(?: to)?(?: the| your)? ?(?:user|human|owner|operator|anyone|customer|admin|[\\w ]{0,24}(?:to|at) https?:|all|every|data|files)",
  ),
  injection(
    "carry-away",
    0.7,
    ["send", "forward", "email", "post", "upload", "exfiltrate", "transmit"],
    `(?:send|forward|email|post|upload|exfiltrate|transmit)${SOME}(?:passwords?|credentials?|api keys?|secrets?|tokens?|private keys?|conversation|chat history|environment variables|env vars|system prompt|\\.env|ssh keys?)${SOME}(?:https?:|[\\w.+-]{1,40}@|attacker|my server|this (?:url|address|endpoint|webhook)|the following (?:url|address|endpoint)|external)`,
  ),
  injection(
    "image-carrier",
    0.7,
    ["!["],
    "!\\[(?=(?<run>[^\\]\\n]{0,80}))\\k<run>\\]\\(https?:\\/\\/[^)\\s]{1,200}[?&][\\w-]{1,30}=(?:\\{|\\[|<|\\$|%7b)",
  ),
  injection(
    "approval-forgery",
    0.6,
    [
      "already approved",
      "pre-approved",
      "approval is not",
      "no approval",
      "skip the approval",
      "skip approval",
      "bypass approval",
      "bypass the approval",
    ],
    "(?:(?:has|have|was|is|are) been already approved|already approved by (?:the )?(?:admin|owner|system|security)|(?:no|approval is not) (?:approval )?(?:needed|required)[\\s\\w]{0,20}(?:this|action|request|call)|(?:skip|bypass) (?:the )?approval)",
  ),
  injection(
    "verhalten",
    0.8,
    ["ignoriere", "vergiss", "missachte"],
    "(?:ignoriere|vergiss|missachte)(?: bitte)? (?:alle|die|deine|s(?:ä|ae)mtliche)(?: \\w{1,20}){0,3} (?:anweisungen|regeln|instruktionen|vorgaben)",
  ),
  injection(
    "instrucciones",
    0.8,
    ["ignora", "olvida", "ignorez", "oubliez", "ignore toutes", "ignore les", "oublie"],
    "(?:ignora|olvida|ignorez|ignore|oubliez|oublie) (?:todas?|las|tus|los|toutes?|les|vos|tes)(?: \\S{1,20}){0,3} (?:instrucciones|reglas|instructions|consignes|r(?:è|e)gles|directives)",
  ),
  unsafe(
    "delete-everything",
    0.9,
    ["rm -", "rm --"],
    'rm (?=(?:-[\\w-]{1,25} {1,3}){0,4}?-{1,2}(?:[a-z]{0,4}[rf]|no-preserve-root))(?:-[\\w-]{1,25} {1,3}){1,8}["\']?(?:\\/(?:\\*|\\s|$|bin|boot|dev|etc|home|lib|opt|root|sbin|srv|sys|usr|var|;|")|~|\\$home|\\*|\\.\\.?\\/?(?:\\s|$))',
  ),
  unsafe(
    "overwrite-disk",
    0.9,
    ["dd if=", "mkfs", "of=/dev/", "> /dev/sd", ">/dev/sd", "> /dev/nvme", "format c:"],
    "(?:dd if=\\S{1,60} of=\\/dev\\/(?:sd|hd|nvme|disk|mmcblk)|mkfs(?:\\.\\w{2,6})? {1,3}(?:-\\S{1,20} ){0,3}\\/dev\\/|of=\\/dev\\/(?:sd|nvme|disk)|> ?\\/dev\\/(?:sd|nvme)|format c:)",
  ),
  unsafe("fork-bomb", 0.9, [":(){", ":() {", ": () {"], ":\\s?\\(\\)\\s?\\{\\s?:\\s?\\|\\s?:\\s?&\\s?\\}\\s?;\\s?:"),
  unsafe(
    "pipe-to-shell",
    0.8,
    ["curl ", "wget ", "iwr ", "invoke-webrequest", "fetch "],
    `(?:curl|wget|fetch|iwr|invoke-webrequest)${atOnce("[^\\n|;]{1,200}")}\\| ?(?:sudo )?(?:(?:(?:ba|z|da|k)?sh|python3?|perl|node|ruby)\\b|iex|invoke-expression)`,
  ),
  unsafe(
    "reverse-shell",
    0.9,
    ["/dev/tcp/", "nc -e", "ncat -e", "nc -c", "bash -i", "mkfifo /tmp", "socket.socket(", "pty.spawn"],
    "(?:\\/dev\\/tcp\\/[\\w.]{3,60}\\/\\d{1,5}|n(?:c|cat) -[ec] ?\\/bin|n(?:c|cat) -[ec] (?:ba)?sh|bash -i ?>& ?\\/dev\\/|mkfifo \\/tmp\\/\\w{1,20}[^\\n]{0,80}\\|[^\\n]{0,80}nc |socket\\.socket\\([^\\n]{0,200}(?:dup2|subprocess|\\/bin\\/(?:ba)?sh)|pty\\.spawn\\([\"']\\/bin\\/)",
  ),
  unsafe(
    "drop-data",
    0.8,
    ["drop table", "drop database", "drop schema", "truncate table", "delete from", "dropdatabase(", "flushall", "drop user"],
    '(?:drop (?:table|database|schema|user)(?: if exists)? [\\w"`.\\[\\]]{1,80}|truncate table [\\w"`.]{1,80}|delete from [\\w"`.]{1,80}\\s{0,3}(?:;|$|where (?:1 ?= ?1|true))|dropdatabase\\(|flushall(?:\\s|$))',
  ),
  unsafe(
    "sql-injection",
    0.8,
    ["' or ", '" or ', "' or'", "union select", "union all select", "'; drop", "';drop", "or 1=1", "xp_cmdshell", "sleep(", "pg_sleep("],
    "(?:['\"] ?or ?['\"]?\\w{1,10}['\"]? ?= ?['\"]?\\w{1,10}|union (?:all )?select (?:null|\\d|@@|[\\w,* ]{1,60} from)|['\"]; ?drop |or 1=1(?: ?--|\\s|$|;|#)|xp_cmdshell|(?:and|or|;|select) (?:pg_)?sleep\\(\\d)",
  ),
  unsafe(
    "eval-of-input",
    0.6,
    ["eval(", "exec(", "new function(", "os.system(", "child_process", "subprocess.", "pickle.loads(", "yaml.load(", "__import__("],
    "(?:eval\\((?:atob|base64|buffer\\.from|request|req\\.|input|location|window\\.|document\\.|compile|urllib|fetch)|exec\\((?:base64|request|input|compile|urllib|__import__)|new function\\((?:atob|req|location)|os\\.system\\((?:f[\"']|input|request|[\"'](?:rm|curl|wget|nc) )|subprocess\\.\\w{2,14}\\([^\\n]{0,120}shell ?= ?true|pickle\\.loads\\((?:request|base64|input)|__import__\\([\"'](?:os|subprocess)[\"']\\)\\.(?:system|popen|call|run))",
  ),
  unsafe(
    "powershell-hidden",
    0.8,
    ["powershell", "pwsh"],
    "(?:powershell|pwsh)(?:\\.exe)?[^\\n]{0,120} -(?:e|en|enc|encodedcommand|ec) [A-Za-z0-9+/=]{16}|(?:powershell|pwsh)(?:\\.exe)?[^\\n]{0,120}(?:downloadstring|-w(?:indowstyle)? hidden|bypass)",
  ),
  unsafe(
    "system-files",
    0.7,
    [
      "/etc/shadow",
      "/etc/passwd",
      "/.ssh/id_",
      ".aws/credentials",
      "/proc/self/environ",
      "authorized_keys",
      "169.254.169.254",
      "metadata.google.internal",
    ],
    "(?:\\/etc\\/(?:shadow|passwd)\\b|\\/\\.ssh\\/id_(?:rsa|ed25519|ecdsa|dsa)\\b(?!\\.pub)|\\.aws\\/credentials|\\/proc\\/self\\/environ|authorized_keys|169\\.254\\.169\\.254|metadata\\.google\\.internal)",
  ),
  unsafe(
    "path-traversal",
    0.7,
    ["../../", "..\\..\\", "..%2f"],
    "(?:(?:\\.\\.\\/){3,20}(?:etc|proc|windows|home|root|var|boot)|(?:\\.\\.\\\\){3,20}|(?:\\.\\.%2f){2,20})",
  ),
  unsafe(
    "script-injection",
    0.7,
    ["<script", "javascript:", "onerror=", "onload="],
    "(?:<script[^>\\n]{0,100}>[^<]{0,200}(?:document\\.cookie|localstorage|fetch\\(|eval\\(|alert\\(|location)|javascript:(?:alert|eval|fetch|document|window)|on(?:error|load)=[\"']?(?:alert|eval|fetch|document|window|this|javascript))",
  ),
  unsafe(
    "open-permissions",
    0.6,
    ["chmod ", "chown "],
    "chmod (?:-r )?(?:777|a\\+rwx|u\\+s) \\/|chown -r \\S{1,40} \\/(?:\\s|$|etc|usr|bin)",
  ),
  unsafe(
    "disable-defence",
    0.7,
    [
      "setenforce 0",
      "ufw disable",
      "iptables -f",
      "set-mppreference",
      "--no-verify-ssl",
      "history -c",
      "systemctl stop auditd",
      "systemctl disable",
    ],
    "(?:setenforce 0|ufw disable|iptables -f\\b|set-mppreference -disable|history -c\\b|systemctl (?:stop|disable) (?:auditd|firewalld|falco|crowdstrike|apparmor))",
  ),
];
