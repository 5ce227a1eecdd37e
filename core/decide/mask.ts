// Secrets never leave in what people are shown. Two nets: the name that a value has, and the shape of the value itself.

export const mask = '******';

const secretWords = new Set(
  (
    'token tokens secret secrets password passwords passwd pass passphrase pwd credential credentials creds auth authorization authentication ' +
    'bearer cookie cookies jwt pat apikey apikeys dsn signature sig otp totp pin session sessionid sid privatekey accesskey secretkey ' +
    'connectionstring salt pepper verifier'
  ).split(' '),
);
// a word that ends in one of these was written without a separator: GITHUBTOKEN, dbpassword
const secretEnding = /(apikey|token|secret|password|passwd|passphrase|credentials?|privatekey|accesskey|secretkey|accountkey)$/;
// names that speak *about* a secret, or where it lies, and do not hold it
const harmlessEnding = new Set([
  'file',
  'path',
  'dir',
  'count',
  'limit',
  'length',
  'type',
  'ttl',
  'expiry',
  'timeout',
  'name',
  'header',
  'mode',
  'method',
  'enabled',
  'sock',
  'provider',
  'uri',
  'endpoint',
]);
const counted = new Set(['max', 'min', 'num', 'limit', 'count', 'total', 'budget', 'per']);

// each word above holds one of these: most names of a log line are done with at once
const maybeSecret =
  /tok|sec|pass|pwd|cred|auth|bear|cook|jwt|pat|key|dsn|sig|otp|pin|sess|sid|connectionstring|salt|pepper|verifier|string/i;

/** Whether a variable, header, option or key of this name holds a secret. */
export function isSecretName(name: string): boolean {
  if (!maybeSecret.test(name)) return false;
  const words = name
    .slice(0, 256)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const last = words.at(-1);
  if (last === undefined || harmlessEnding.has(last)) return false;
  if (words.includes('tokens') && words.some((word) => counted.has(word))) return false;
  if (words.some((word) => secretWords.has(word) || secretEnding.test(word))) return true;
  if (/^(key|keys)\d*$/.test(last)) return !words.includes('public') && !words.includes('primary') && !words.includes('foreign');
  return ['api', 'private', 'access', 'secret', 'connection'].some((word) => {
    const at = words.indexOf(word);
    return at >= 0 && (words[at + 1] === 'key' || words[at + 1] === 'string');
  });
}

// What is before the last group stays readable (it says what kind of secret it was), the rest is masked.
const prefixed = [
  'sk-ant-(?:api|admin|oat|sid)\\d*-',
  'sk-or-v1-',
  'sk-(?:proj|svcacct|admin|lf)-',
  'sk-',
  'pk-lf-',
  '[srp]k_(?:live|test)_',
  'whsec_',
  'gh[opusr]_',
  'github_pat_',
  'gl(?:pat|dt|rt|oas|ptt|agent|soat|imt|ffct)-',
  'xox[abceoprs]-(?:\\d-)?',
  'xapp-(?:\\d-)?',
  'ya29\\.',
  'GOCSPX-',
  'AIza',
  '1//0',
  'npm_',
  'pypi-',
  'rubygems_',
  'dckr_(?:pat|oat)_',
  'hf_',
  'api_org_',
  'r8_',
  'gsk_',
  'xai-',
  'pplx-',
  'nvapi-',
  'tvly-(?:dev-)?',
  'fc-',
  'ntn_',
  'secret_',
  'lin_(?:api|oauth)_',
  'fig[du]_',
  'SG\\.',
  'key-',
  'shp(?:at|ss|ca|pa)_',
  'sq0(?:atp|csp|idp)-',
  'do[op]_v1_',
  'dor_v1_',
  'sb(?:p|_secret)_',
  'AGE-SECRET-KEY-',
  'PMAK-',
  'ATATT3',
  'ATCTT3',
  'hv[sbr]\\.',
  'tfp_',
  'dp\\.(?:pt|st|ct|sa)\\.',
  'HRKU-',
  'sntry[su]_',
  'CFPAT-',
  'gl(?:sa|c)_',
  'pscale_(?:tkn|pw|oauth)_',
  'dapi',
  'sk\\.eyJ',
  'ops_eyJ',
  'A3-',
  'bkua_',
  'EAAC',
  'EAAA',
  'phc_',
  'phx_',
  'rnd_',
  'fly\\w{0,4}_',
  'FlyV1 ',
  'vercel_',
  'cal_live_',
  're_',
  'apify_api_',
  'e2b_',
  'ctx7sk-',
  'pcsk_',
  'esecret_',
  'LTAI',
  'AKCp',
  'rhc_',
].join('|');

const userInfo = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@'"?#]{0,200}:)(?!\d{1,5}(?:\/|$))[^\s@'"]{1,500}(?=@)/gim;
const shapes: [RegExp, string][] = [
  [/(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)[\s\S]{0,20000}?(?:-----END [A-Z0-9 ]{0,40}-----|$)/g, `$1${mask}`],
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g, `$1${mask}`],
  [/(discord(?:app)?\.com\/api\/webhooks\/\d+\/)[\w-]+/g, `$1${mask}`],
  [/(\bapi\.telegram\.org\/bot)[\w:-]+/g, `$1${mask}`],
  [/(\bBearer\s+)(?!\$\{|(?:tokens?|authentication|authorization|auth|scheme|header)\b)[\w.~+/=:-]{6,}/gi, `$1${mask}`],
  [/(\b(?:Basic|Digest|Token|ApiKey)\s+)(?=\S{0,200}\d|\S{20})[\w.~+/=:-]{8,}/gi, `$1${mask}`],
  [/(\b(?:set-)?cookie\s*:\s*)[^\r\n]+/gi, `$1${mask}`],
  [/\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*){0,3}/g, mask],
  [new RegExp(`(?<![A-Za-z0-9_])(${prefixed})[A-Za-z0-9_+/=.-]{12,}`, 'g'), `$1${mask}`],
  [/\b(AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{12,}\b/g, `$1${mask}`],
  [/\b(SK|AC)[0-9a-f]{32}\b/g, `$1${mask}`],
  [/\b\d{8,12}:[A-Za-z0-9_-]{30,}/g, mask],
  [/\b[MNO][A-Za-z\d_-]{22,28}\.[\w-]{6}\.[\w-]{25,}/g, mask],
  [/\b(pat)[A-Za-z0-9]{14}\.[a-f0-9]{40,}/g, `$1${mask}`],
];
// NAME=value, "name": "value", ?name=value, --name=value: the place before a value, so that `"a": "SECRET=x"` is looked into
const assignment = /([A-Za-z][\w.-]{0,100})(?:\\?["'])?\s{0,3}(?:=>|[=:])\s{0,3}/g;
const option = /(?<=^|[\s"'])--?([A-Za-z][\w.-]{0,100})\s{1,3}(?!-)/g;
const heldValue = /(\\"|\\'|["'])((?:(?!\1)(?:\\.|[^\r\n]))*)(?:\1|$)|([^\s"',;&}\])\\]+)/my;
const scheme = /(?:Bearer|Basic|Digest|Token|ApiKey)[ \t]+/iy;

/** The text with everything in it that looks like a secret masked. Safe to call on what is masked already. */
export function maskSecrets(text: string): string {
  let masked = text;
  for (const [shape, replacement] of shapes) masked = masked.replaceAll(shape, replacement);
  if (masked.includes('://')) masked = masked.replaceAll(userInfo, `$1${mask}`);
  return maskAfter(option, maskAfter(assignment, masked));
}

/** Masks each value that stands where `place` ends, when the name in `place` says that it is secret. */
function maskAfter(place: RegExp, text: string): string {
  let result = '';
  let done = 0;
  for (const match of text.matchAll(place)) {
    let at = match.index + match[0].length;
    if (match.index < done || !isSecretName(match[1]!)) continue;
    scheme.lastIndex = at;
    at += scheme.exec(text)?.[0].length ?? 0;
    heldValue.lastIndex = at;
    const held = heldValue.exec(text);
    const value = held?.[2] ?? held?.[3];
    if (!held || !value || /^(true|false|null|none|undefined)$/i.test(value)) continue;
    const start = at + (held[1]?.length ?? 0);
    result += text.slice(done, start) + maskValue(value);
    done = start + value.length;
  }
  return result + text.slice(done);
}

/** A value that is known to be secret. References to variables stay readable, their defaults do not. */
export function maskValue(value: string): string {
  if (value === '') return '';
  const bare = value.replaceAll(/\$\{[A-Za-z_][A-Za-z0-9_]*\}/g, '').replace(/^(Bearer|Basic|Token)\s*/i, '');
  return bare.trim() === '' && value.includes('${') ? value : mask;
}

/** What is shown for `value` under `name`. */
export function maskNamed(name: string, value: string): string {
  return isSecretName(name) ? maskValue(value) : maskSecrets(value);
}

/** Arguments: an option's value may be the next argument. */
export function maskArgs(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const before = args[index - 1];
    const named = before !== undefined && /^--?[A-Za-z]/.test(before) && !before.includes('=');
    return named && !arg.startsWith('-') && isSecretName(before) ? maskValue(arg) : maskSecrets(arg);
  });
}

export function maskMap(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, maskNamed(name, value)]));
}

type Maskable = { command: string; args: string[]; env: Record<string, string> } | { url: string; headers: Record<string, string> };

/** A launch spec as it may be shown. */
export function maskLaunch<L extends Maskable>(launch: L): L {
  if ('url' in launch) return { ...launch, url: maskSecrets(launch.url), headers: maskMap(launch.headers) };
  return { ...launch, args: maskArgs(launch.args), env: maskMap(launch.env) };
}
