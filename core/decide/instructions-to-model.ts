// Sentences in a definition that are meant for the model and against its user. Honest descriptions tell a model when and how to use a tool;
// these tell it to forget its instructions, to hide something from the user, or to fetch what is no tool's business.
// Each pattern is linear: between two words there is a bounded gap, and nothing repeats inside a repetition.
import { latinised } from './confusables.ts';

const not = "\\b(?:do not|don'?t|never|must not|mustn'?t|should not|shouldn'?t|cannot|can'?t)";
const user = "(?:the |your |any |our )?(?:end )?(?:user|human|operator)s?\\b(?!'|-)";
const keys =
  '(?:\\.ssh\\b(?!/(?:config|known_hosts|authorized_keys))|\\bid_(?:rsa|dsa|ecdsa|ed25519)\\b(?!\\.pub)|\\.aws/credentials|/etc/(?:passwd|shadow)\\b|\\.netrc\\b|\\.git-credentials|\\.kube/config|\\.gnupg\\b|\\.cursor/mcp\\.json|\\.mcp\\.json|claude_desktop_config)';
const fetching =
  '\\b(?:read|open|cat|load|fetch|access|include|send|upload|copy|attach|paste|provide|pass|retrieve|collect|extract|print)\\b';
const giving = '\\b(?:send|forward|upload|leak|exfiltrate|append|include|pass|attach|transmit|embed)\\b';

const patterns: readonly RegExp[] = [
  // forget what you were told
  /\b(?:ignore|disregard|forget|override|bypass)\b(?: [\w']{1,20}){0,4}? (?:previous|previously|prior|above|earlier|preceding|foregoing|system|safety|original|your)(?: [\w']{1,20}){0,2}? (?:instructions?|prompts?|guidelines?|rules|directives?|directions|safeguards|guardrails|constraints)\b/,
  /\b(?:ignore|disregard|forget) (?:everything|anything|all)(?: [\w']{1,20}){0,3} (?:above|previously|before this|prior to this)\b/,
  /\b(?:new|updated|real|actual|secret|hidden) (?:system )?(?:instructions?|directives?)(?: for (?:the )?(?:ai|model|assistant|llm|agent))? ?: /,
  /\bsystem override\b|\byou are now (?:in )?(?:[\w-]{1,20} ){0,3}?(?:mode|dan|jailbroken|unrestricted|administrator|root)\b/,
  // and say nothing
  new RegExp(`${not} (?:ever |even |you |let |first )?(?:tell|inform|alert|warn|notify|let) ${user}(?! apart)`),
  new RegExp(
    `${not} (?:ever |even )?(?:mention|reveal|disclose|admit|acknowledge|expose|show|explain|report)\\b[^.;!?]{0,50}\\bto ${user}`,
  ),
  new RegExp(`${not} (?:ever |even )?mention (?:this|it|that you|you|any of this|the above)\\b`),
  new RegExp(
    `\\bwithout (?:telling|informing|alerting|letting) ${user}|\\bwithout (?:the )?(?:user|human)'?s? (?:knowledge|awareness|noticing)\\b`,
  ),
  new RegExp(`\\b(?:keep|hide|conceal) (?:this|it|that)\\b[^.;!?]{0,30}\\bfrom ${user}`),
  /\b(?:secretly|covertly|silently|surreptitiously) (?:send|forward|upload|exfiltrate|copy|bcc|read|collect|include|append)\b/,
  // words in the clothes of a prompt
  /<\/? ?(?:important|secret|critical|system-reminder|system_prompt)(?: [^<>]{0,40})?>|<\/system>|<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[\/?inst\]|<<\/?sys>>/,
  // what is no tool's business
  new RegExp(`${fetching}[^\\n]{0,80}?${keys}`),
  new RegExp(
    `\\bbefore (?:using|calling|invoking|running|executing|you (?:use|call|run))\\b[^.]{0,60}?${fetching}[^\\n]{0,100}?(?:${keys}|(?:^|[\\s/'"\`(])\\.env\\b|\\bsystem prompt\\b|\\b(?:chat|conversation) history\\b|\\ball environment variables\\b)`,
  ),
  new RegExp(
    `${giving}[^.;]{0,60}?\\b(?:(?:your|the) system prompt|(?:entire|full|whole|complete) (?:chat|conversation)(?: history| log)?|all (?:previous|prior) messages|(?:your|the user'?s|their) (?:private|ssh) keys?)\\b`,
  ),
  /\b(?:send|forward|redirect|bcc|cc)\b[^.;]{0,20}? (?:all|every|any|each|a copy of)\b[^.;]{0,60}?\bto [^.;@]{0,30}?[\w+-]{1,64}@(?!example\b)[\w-]{1,64}\.\w/,
];

const PIECE = 4_096;

/** As a model reads it, whatever stands between the letters: lower case, one blank between words, look-alikes as what they look like; one letter may stand for many. */
export function plainWords(text: string, longest = Number.POSITIVE_INFINITY): string {
  // in pieces: what is over the limit is not even made
  let plain = '';
  for (let at = 0; at < text.length && plain.length < longest; at += PIECE) plain += latinised(text.slice(at, at + PIECE));
  return plain
    .slice(0, longest)
    .replace(/\p{Cf}|\p{Variation_Selector}|\u034f|\u115f|\u1160|\u3164/gu, '')
    .replace(/[‘’ʼ′]/g, "'")
    .toLowerCase()
    .replace(/\s+/g, ' ');
}

/** Where one begins in `plainWords`, and how long it is; null: nothing of this kind. */
export function findInstruction(words: string): { at: number; length: number } | null {
  for (const pattern of patterns) {
    const match = pattern.exec(words);
    if (match) return { at: match.index, length: match[0].length };
  }
  return null;
}
