import type { Span } from "@/lib/domain/evidence";
import { originalSpan } from "@/lib/domain/text/mapped";
import { normalise } from "@/lib/domain/text/normalise";

/**
 * Rules for text that tells an agent or a reader what to do, plays a system or a role, or asks to be remembered. `strong` rules are rare in honest
 * text; the others are ordinary in what a person wants remembered and only tell where nobody entitled to instruct is speaking.
 */
export type InstructionRule = {
  name: string;
  /** What it found, as the end of the sentence "This text ...". */
  says: string;
  strong: boolean;
  pattern: RegExp;
};

const PRIOR =
  "(?:previous|prior|preceding|above|earlier|former|foregoing|initial|original|existing|past|old|other|current|system|developer|these|those|my|your|safety|security|all)";
const ORDERS =
  "(?:instruction|direction|directive|prompt|command|rule|guideline|guidance|guardrail|polic(?:y|ie)|restriction|constraint|limitation|filter|context|order|training|programming|request|message|question|task|assignment|conversation|text|content)s?";
const OVERRIDE_VERB =
  "(?:ignor(?:e|es|ed|ing)|disregard(?:s|ed|ing)?|forget(?:ting)?|forgot|overrid(?:e|es|ing)|overrule|bypass(?:es|ed|ing)?|circumvent|neglect|skip|drop|discard|dismiss|abandon|void|cancel|supersed(?:e|es|ing)|stop following|do not follow|don't follow|no longer follow|pay no attention to|set aside)";
const MACHINE = "(?:assistant|ai|a\\.i\\.|agent|model|llm|chatbot|bot|gpt[\\w.-]*|chatgpt|claude|gemini|llama|copilot|language model)";
const CHANNEL =
  "(?:e-?mail|mail|text|sms|message|post|upload|forward|transmit|transfer|wire|submit|report|leak|exfiltrate|copy|deliver|relay|share|send|pay|refund)(?:s|ing)?";
const ADDRESS =
  "(?:https?://|www\\.|ftp://|[\\w.+-]+@[\\w-]+\\.[\\w.]+|[a-z]{2}\\d{2}[ -]?(?:[a-z0-9]{4}[ -]?){2,}|0x[0-9a-f]{20,}|\\+?\\d[\\d ()-]{8,}\\d)";

const r = (name: string, says: string, strong: boolean, source: string, flags = "giu"): InstructionRule => ({
  name,
  says,
  strong,
  pattern: new RegExp(source, flags),
});
const B = "(?<![\\p{L}\\p{N}_])";
const E = "(?![\\p{L}\\p{N}_])";

export const INSTRUCTION_RULES: readonly InstructionRule[] = [
  r(
    "override",
    "asks to ignore or replace instructions",
    true,
    `${B}${OVERRIDE_VERB}${E}[^.!?\\n]{0,30}?${B}${PRIOR}${E}[^.!?\\n]{0,40}?${B}${ORDERS}${E}`,
  ),
  r(
    "override",
    "asks to ignore or replace instructions",
    true,
    `${B}${OVERRIDE_VERB}\\s+(?:about\\s+)?(?:all|any|every(?:thing)?|whatever)\\s+(?:of\\s+)?(?:that\\s+|what\\s+)?(?:${PRIOR}|you|the|i|we|has|have|was|is|comes?)${E}`,
  ),
  r(
    "override",
    "asks to ignore or replace instructions",
    true,
    `${B}(?:ignore|disregard|forget)\\s+(?:everything|anything|all|what(?:ever)?)\\s*(?:[.!]|before|above|said|else|i|you|that)`,
  ),
  r(
    "override",
    "asks to ignore or replace instructions",
    true,
    `${B}(?:(?:new|updated|revised|real|actual|true|different|following)\\s+(?:system\\s+)?(?:instruction|directive|order|prompt|assignment|persona)s?\\s*(?::|are|is|follow|below)|new (?:task|goal|objective|mission)\\s*:|your (?:new|real|actual|true|only|primary|main) (?:task|goal|job|role|purpose|objective|mission|instructions?|directive|name) (?:is|are|will))`,
  ),
  r(
    "override",
    "asks to ignore or replace instructions",
    true,
    `${B}(?:instead of|rather than)\\s+(?:following|obeying|what)[^.!?\\n]{0,30}(?:instruction|told|prompt|asked)|(?:take|takes|taking|have|has)\\s+(?:precedence|priority)\\s+over[^.!?\\n]{0,30}(?:instruction|rule|prompt|polic)`,
  ),
  r(
    "override",
    "asks to ignore or replace instructions",
    true,
    `${B}(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?)\\s+(?:about\\s+)?(?:the|this|that|these|those|my|your)\\s+(?:\\w+\\s+){1,3}?(?:and|but|then|instead)\\s+(?:instead\\s+|just\\s+|only\\s+|simply\\s+)?(?:state|say|mark|print|output|write|reply|respond|answer|report|return|tell|call|send|give|set|do|use|run|claim)${E}`,
  ),
  r(
    "override-other-language",
    "asks, in another language, to ignore or replace instructions",
    true,
    [
      `${B}(?:ignorier\\p{L}*|vergiss|vergessen sie|missachte\\p{L}*|beachte nicht)${E}[^.!?\\n]{0,50}(?:anweisung|instruktion|befehl|regel|vorherig|vorig|bisherig|oben|alles)`,
      `${B}(?:ignor(?:a|e|en|ar|ez|er|iere|are|ate|i)|olvid\\p{L}*|oubli\\p{L}*|esque[cç]\\p{L}*|dimentica\\p{L}*|descarta\\p{L}*|desconsider\\p{L}*|faites abstraction)${E}[^.!?\\n]{0,50}(?:instruc\\p{L}*|istruzion\\p{L}*|consigne\\p{L}*|orden\\p{L}*|ordin\\p{L}*|anterior\\p{L}*|pr[eé]c[eé]dent\\p{L}*|previ\\p{L}*|regl\\p{L}*|r[eè]gle\\p{L}*|todo|tutto|tudo|tout)`,
      `(?:negeer|vergeet)${E}[^.!?\\n]{0,50}(?:instructie|opdracht|regel|vorige|bovenstaande|alles|alle)`,
      `(?:zignoruj|zapomnij|ignoruj)\\p{L}*[^.!?\\n]{0,50}(?:instrukc|polece|poprzedni|zasad|wszystk)`,
      `(?:игнорир\\p{L}*|забудь\\p{L}*|не обращай\\p{L}*)[^.!?\\n]{0,50}(?:инструкц|указани|предыдущ|прошл|правил|команд|вс[её])`,
      `(?:忽略|无视|無視|忘记|忘記|忘掉|不要理会|不要遵守)[^。！？\\n]{0,30}(?:指令|指示|说明|說明|规则|規則|命令|提示|之前|以上|前面|所有|先前)`,
      `(?:指示|命令|指令|ルール|規則|プロンプト|説明)[^。！？\\n]{0,15}(?:無視|忘れ|従わ)`,
      `(?:지시|명령|규칙|지침|설명|프롬프트|내용)[^.!?\\n]{0,20}(?:무시|잊)`,
      `(?:تجاهل|انس|انسى|تجاهلي)[^.!?؟\\n]{0,50}(?:تعليمات|التعليمات|أوامر|الأوامر|السابق|قواعد|القواعد|كل)`,
      `(?:(?:पिछल|पूर्व|सभी|उपर|ऊपर)[^।!?\\n]{0,50}(?:अनदेखा|नज़रअंदाज़|नजरअंदाज|भूल|उपेक्षा)|(?:निर्देश|आदेश|नियम)[^।!?\\n]{0,40}(?:अनदेखा|नज़रअंदाज़|नजरअंदाज|भूल|उपेक्षा))`,
      `(?:bỏ qua|quên|phớt lờ)[^.!?\\n]{0,40}(?:hướng dẫn|chỉ dẫn|lệnh|quy tắc|trước|tất cả)`,
      `(?:yok say|görmezden gel|unut|dikkate alma)\\p{L}*|(?:talimat|komut|kural)\\p{L}*[^.!?\\n]{0,30}(?:yok say|görmezden|unut|dikkate alma)`,
      `(?:abaikan|lupakan)[^.!?\\n]{0,40}(?:instruksi|perintah|aturan|sebelum|semua)`,
      `(?:nota|mensaje|aviso|message|nachricht|mensagem|messaggio)[^.!?\\n]{0,20}(?:del sistema|du syst[eè]me|vom system|do sistema|di sistema)|(?:a partir de ahora|desde ahora|d[eé]sormais|à partir de maintenant|ab sofort|von nun an|d'ora in poi|a partir de agora|с этого момента|отныне|从现在开始|从现在起|今後は|これからは|이제부터)[^.!?。\\n]{0,160}`,
    ].join("|"),
  ),
  r(
    "persona",
    "asks to play a role without limits",
    true,
    `${B}(?:you are|you're|act|acting|behave|respond|pretend|imagine|roleplay|role-play)\\b[^.!?\\n]{0,30}?${B}(?:now|going to|to be|as if|as an?|as though)\\b[^.!?\\n]{0,60}?(?:\\bDAN\\b|jailbr\\w+|unfiltered|uncensored|unrestricted|no (?:restrictions|limits|rules|filters?|limitations)|without (?:any )?(?:restrictions|limits|rules|filters?|limitations|censorship)|evil|amoral|unethical|developer mode|god mode|hacker|free of|freed from|broken free)`,
  ),
  r(
    "persona",
    "asks to play a role without limits",
    true,
    `${B}(?:do anything now|developer mode|jailbreak(?:ed|ing)? (?:mode|prompt)|god ?mode|stay in character|never break character|you (?:are|will be) (?:going to )?(?:act|pretend|play|simulat|role ?play)\\w*|from now on,? you(?:'re| are| will| shall| must)|you are (?:now|no longer) (?:an?|the|in|going|free|bound|operating|required|DAN|[A-Z])\\b|you have (?:broken|been freed|no (?:restrictions|limits|ethical)))|(?:act|behave|respond|pretend|answer|reply) as (?:if you (?:are|were|had)|an? (?:unrestricted|unfiltered|evil|fictional|character))`,
  ),
  r(
    "persona",
    "asks to play a role without limits",
    true,
    `${B}(?:hypothetical(?:ly)? (?:response|story|scenario)|in this (?:hypothetical|fictional) (?:story|scenario|world|setting)|(?:you|it) (?:can|will|must|should|do(?:es)?|have to) (?:not |never )?(?:say|refuse|decline)[^.!?\\n]{0,30}(?:anything|no|illegal|i can't|sorry|unethical|inappropriate)|(?:openai|anthropic|google|meta)(?:'s)? (?:content )?(?:polic\\w+|guidelines|rules))`,
  ),
  r(
    "role-imitation",
    "imitates a system message, a tool or another speaker",
    true,
    `<\\s*/?\\s*(?:information|system|instructions?|important|admin|assistant|user|human|im_start|im_end|\\|im_\\w+\\||sys|inst|secret|developer|tool_result|function_results?|antml:\\w+)\\s*/?>|<\\|[^|>\\n]{1,30}\\|>|\\[/?(?:INST|SYSTEM|SYS|ADMIN|ASSISTANT|INSTRUCTIONS?)\\]|<<\\s*/?SYS\\s*>>|(?:^|\\n)\\s*#{1,4}\\s*(?:system|instruction|new instruction|assistant|human)s?\\s*:|(?:^|\\n)\\s*(?:system|assistant|human|developer)\\s*:\\s|${B}(?:begin|end|start) (?:of )?(?:system|admin|hidden|new) (?:prompt|message|instructions?)|\\[(?:system|admin)[^\\]\\n]{0,60}\\]|${B}(?:important|urgent|system|admin(?:istrator)?) (?:message|notice|note|notification|instruction|announcement|update|override) (?:from|to|for) (?:me|the|you|all|your|system|admin|openai|anthropic|developers?|any|every)`,
  ),
  r(
    "addressee",
    "speaks to the assistant",
    true,
    `${B}(?:dear|hey|hi|hello|attention|note to|notice to|message (?:to|for)|instructions? (?:to|for)|reminder (?:to|for)|to) (?:the |all |any |every |my |this |an? |you,? )?${MACHINE}${E}(?:s|\\(s\\))?(?=\\s*[,:;.!-]| (?:reading|processing|handling|summari|that|who|which|should|must|in))|${B}(?:the|this|any|all|every|each) (?:ai |language |virtual )?${MACHINE}s? (?:should|must|shall|has to|have to|needs? to|is (?:required|instructed|expected|authori[sz]ed|allowed|permitted|now)|may now|can now|will now|are (?:required|instructed|authori[sz]ed))|${B}${MACHINE}s? (?:should|must|shall|has to|have to|needs? to) (?:always |never |now |not |also |please )?\\p{L}+|${B}if you(?:'re| are) (?:an? )?${MACHINE}${E}|${B}as an? (?:ai|language model|llm|ai (?:assistant|model))${E}[^.!?\\n]{0,40}(?:you|must|should)|${B}(?:reading|processing|summari[sz]ing|reviewing|seeing|receiv\\w+) this[^.!?\\n]{0,60}(?:must|should|please|need to|have to)`,
  ),
  r(
    "sequence",
    "asks for a step before the task",
    true,
    `${B}(?:before|after) (?:you (?:can )?(?:solve|do|answer|respond|reply|continue|proceed|complete|finish|perform|help|start|begin|summari[sz]e|process|return)|(?:doing|solving|answering|responding|completing|finishing|starting|continuing|proceeding|summari[sz]ing) (?:the|this|that|any|with|to|my|your))[^\\n]{0,80}?(?:please|first|must|should|need|have to|make sure|do the following|send|call|run|execute|delete|also)|${B}(?:please,? )?(?:do the following|follow these steps|perform the following|complete the following|execute the following|carry out the following)[^.!?\\n]{0,40}(?:first|instead|before|immediately|now|task|action|:)|${B}first,? (?:please )?(?:do|send|run|call|execute|delete|open|visit|forward|transfer) [^.!?\\n]{0,60}(?:then|before|after)`,
  ),
  r(
    "exfiltration",
    "asks to send something to an address, or to run what comes from one",
    true,
    `${B}${CHANNEL}${E}(?![^.!?\\n]{0,6}was|were)[^\\n]{0,140}?(?:\\b(?:to|at|via|into|using|address|account|iban|number|wallet)\\b)[^\\n]{0,40}?${ADDRESS}|${B}(?:curl|wget|iwr|invoke-webrequest)\\b[^\\n]{0,160}?(?:\\|\\s*(?:sudo\\s+)?(?:ba|z|k)?sh|\\$\\(|-d\\s|--data|-F\\s|-T\\s|--upload|@)|(?:send|upload|pipe|ship|post|push|stream|transmit|exfiltrate|forward|beacon)\\w*[^.!?\\n]{0,60}(?:remote|external|third[- ]party|public|attacker|our|outside|offsite) (?:server|endpoint|host|sanitizer|service|bucket|collector|api|url|webhook|paste\\w*|site)|!\\[[^\\]]*\\]\\(https?://[^)\\s]*[?&][^)\\s]*=|${B}exfiltrat\\w+`,
  ),
  r(
    "secrecy",
    "asks to keep something from the person",
    true,
    `${B}(?:do not|don't|never|must not|without|avoid|no need to)\\s+(?:ever\\s+)?(?:tell(?:ing)?|mention(?:ing)?|inform(?:ing)?|reveal(?:ing)?|disclos(?:e|ing)|notify(?:ing)?|alert(?:ing)?|warn(?:ing)?|show(?:ing)?|let(?:ting)?|ask(?:ing)?|say(?:ing)?|report(?:ing)?|reference|acknowledg(?:e|ing)|explain(?:ing)?|confirm(?:ing)?)\\b[^.!?\\n]{0,50}?\\b(?:the user|user|users|human|anyone|anybody|them|owner|operator|customer|client|this (?:message|instruction|note|prompt|request|task|step|change|to|memory)|these (?:instructions|rules)|that you|about this)|${B}(?:secretly|silently|covertly|discreetly|without (?:the )?(?:user|anyone|them|their|owner)(?:'s)?\\s*(?:knowing|noticing|knowledge|consent|permission|approval)|no menciones|ne (?:mentionne|dis) pas|erwähne? (?:dies|das|es|diese\\p{L}*)? ?nicht|não mencione|non menzionare|behind the user)`,
  ),
  r(
    "bypass",
    "asks to get round a check",
    true,
    `${B}(?:disable|turn(?:ing)? off|switch(?:ing)? off|bypass(?:ing)?|skip(?:ping)?|circumvent(?:ing)?|remove|deactivate|suppress|omit|avoid|evade|ignore|override|relax|waive)\\s+(?:\\w+\\s+){0,3}?(?:safety|security|validation|verification|check(?:s|er|ing)?|safeguards?|filters?|guardrails?|approval|confirmation|authentication|authori[sz]ation|review|audit(?:ing)?|logging|moderation|monitoring|tests?|linting|restrictions?|access controls?|permissions?|polic(?:y|ies)|content policy)${E}|${B}(?:allow|grant|enable|give|permit)\\s+(?:\\w+\\s+){0,2}?(?:unrestricted|unlimited|full|root|admin|all|elevated)\\s+(?:\\w+\\s+)?(?:access|permissions?|privileges?|rights|control)|${B}(?:mark|treat|consider|accept|approve|report|label)\\s+(?:\\w+\\s+){0,4}?(?:as\\s+)?(?:final|trusted|verified|safe|pre-?approved|approved|passed|complete|valid|authori[sz]ed)\\b[^.!?\\n]{0,30}(?:without|regardless|even if|automatically|no)|${B}(?:without|no need for|no need to|skip)\\s+(?:\\w+\\s+){0,3}?(?:validation|verification|verifying|validating|checking|confirmation|confirming|approval|asking|review|human)${E}|(?:verify|ssl_?verify|check_?hostname)\\s*=\\s*false|${B}(?:always|automatically)[- ](?:pass|approve|accept|succeed)(?:s|es)?${E}|${B}(?:bypass|avoid|skip)(?:es|s|ing)?\\s+(?:\\w+\\s+){0,3}?(?:gates?|local review|re-?validat\\w+|recomputing)${E}|${B}mark\\w*\\s+(?:\\w+\\s+){0,4}?as (?:final|complete|done|passed|approved|verified|excellent)${E}|auto[-_]?approve|(?<![\\w-])skip_[a-z_]+\\s*=\\s*(?:1|true)|--mark-complete|--no-verify|--insecure|StrictHostKeyChecking=no`,
  ),
  r(
    "secrets",
    "asks for secrets or for the prompt",
    true,
    `${B}(?:reveal|show|tell|give|print|output|repeat|display|share|disclose|leak|return|write|list|send|provide|dump|read|what(?:'s| is| was| are)|spell|encode|translate|summari[sz]e)\\b[^.!?\\n]{0,50}?\\b(?:(?:system|initial|original|hidden|secret|full|entire|your|above|previous|developer)\\s+(?:system\\s+)?(?:prompt|instructions?|message|rules|directives?|guidelines|key|password)|the (?:password|passphrase|secret(?: (?:key|word|code|message|phrase|information|text))?|access (?:key|code)|credentials|api keys?|private keys?|key)\\b|(?:all |any |the |user |customer )*(?:passwords|credentials|api keys|private keys|secrets|tokens))`,
  ),
  r(
    "update",
    "claims to change a rule from now on",
    true,
    `${B}(?:important |urgent |system |policy |security |mandatory |critical )?(?:update|correction|notice|amendment|override|policy change|announcement)\\s*(?:\\([^)\\n]{0,30}\\))?\\s*:\\s*[^\\n]{0,120}?(?:${B}(?:now|from now on|no longer|effective|henceforth|must|should|always|never|instead|disable|allow|ignore|is|are)${E})|${B}(?:effective immediately|with immediate effect|as of (?:now|today),? (?:all|the|you|every)|henceforth)${E}|${B}from (?:now on|this point (?:on|forward|onwards?)|here on)${E}[^.!?\\n]{0,120}`,
  ),
  r(
    "remember",
    "asks to be remembered",
    true,
    `${B}(?:remember|memori[sz]e|save|store|persist|record|write|add|append|commit|note|keep|insert|put|log|plant|stash)\\s+(?:\\w+\\s+){0,5}?(?:(?:in|into|to)\\s+(?:your|the|its|long[- ]term|persistent|agent(?:'s)?|shared|permanent)\\s*(?:\\w+[- ]){0,2}?(?:memory|memories|knowledge base|notes|instructions|context|cache)|for (?:all |every |any )?(?:future|later|subsequent|next) (?:\\w+\\s)?(?:sessions?|conversations?|runs?|use|tasks?|requests?|interactions?)|permanently|forever)|${B}(?:in|for|across) (?:all|every|any) (?:future|subsequent|later|upcoming) (?:sessions?|conversations?|runs?|tasks?|requests?|interactions?|responses?|messages?|operations?)`,
  ),
  r(
    "remember",
    "asks to be remembered",
    false,
    `${B}(?:remember|memori[sz]e|keep in mind|make a note|take note|note|be aware|don't forget|do not forget)\\s*(?:this|that|of|to|the following|:)[^.!?\\n]{0,80}`,
  ),
  r(
    "output-shaping",
    "asks to shape the answer",
    false,
    `${B}(?:in|of|throughout|to|into|within|with|from|at the (?:end|start|beginning) of) your (?:\\w+ )?(?:answers?|responses?|repl(?:y|ies)|output|message|elucidation|solution|code)${E}|(?:^|[.!?:;\\n"'“”(>|*#-]\\s*|${B}(?:please|always|also|must|should|only|kindly)\\s+)(?:(?:answer|respond|reply|write|output|print|end|start|begin|append|include|insert|add|prefix|repeat|sing|speak|talk|summari[sz]e|translate|rewrite|rephrase|describe|provide|say|mention|recommend|suggest|advise|promote|advertise|encode|decode|replace|generate|create|compose|give|tell|list|explain|analy[sz]e|identify|modify|include)\\s+(?:me |us |the user |your |every |each |all |any |the |this |a |an |only |with |in |as |to |your ){0,4}(?:\\w+ ){0,2}?(?:answers?|responses?|repl(?:y|ies)|output|sentences?|words?|emojis?|poem|song|story|joke|haiku|language|translation|summary|base64|rot13|reverse|uppercase|lowercase|hexadecimal|morse|binary|french|german|spanish|chinese|japanese|pirate|rhyme|advertisement|link|website|url|text|content|message|e-?mail|code|information|context|article|table|document|question|advice|tips?|guide|instructions|steps|recipe|examples?|list|details|overview|history|meaning|synonyms?|antonyms?|definition)${E})`,
  ),
  r(
    "directive",
    "tells the reader what to do",
    false,
    `(?:^|[.!?:;\\n"“(]\\s*|[-*•]\\s+|${B}(?:and|then|so|but)\\s+)(?:please\\s+|kindly\\s+|you (?:must|should|shall|need to|have to|ought to|are to)\\s+|always\\s+|never\\s+|do not\\s+|don't\\s+|make sure (?:to|that|you)\\s+|be sure to\\s+|ensure (?:that\\s+)?)(?:\\w+)|${B}(?:you|agents?|assistants?|everyone|users?|readers?) (?:must|should|shall|have to|need to)(?: not| never| always)?\\s+\\w+|${B}(?:must|should) (?:always|never)\\s+\\w+|${B}(?:always|never) (?:use|send|forward|call|include|add|ask|reply|respond|answer|refund|approve|recommend|transfer|give|tell|share|run|execute|trust|accept|write|say|do|follow|prefer|choose|book|check|confirm|verify)${E}`,
  ),
];

export type InstructionHit = Span & { rule: string; says: string; strong: boolean };

const MAX_HITS = 50;

/** What reads like an instruction in `text`, found on a normalised copy; spans count in `text` itself. In order of place; at most 50. */
export function instructionHits(text: string): InstructionHit[] {
  const copy = normalise(text);
  const hits: InstructionHit[] = [];
  for (const rule of INSTRUCTION_RULES) {
    for (const match of copy.text.matchAll(rule.pattern)) {
      if (match[0] === "") continue;
      const lead = match[0].length - match[0].trimStart().length;
      const span = originalSpan(copy, match.index + lead, match.index + match[0].length);
      hits.push({ ...span, rule: rule.name, says: rule.says, strong: rule.strong });
      if (hits.length >= MAX_HITS) break;
    }
  }
  return hits.sort((a, b) => a.start - b.start || a.end - b.end || (a.rule < b.rule ? -1 : 1));
}
