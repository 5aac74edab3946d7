import { type Slot, slotOf } from "@/lib/dreaming/local/facts/slot";
import { valueClasses, wordClass } from "@/lib/dreaming/local/facts/value-class";
import { isStop, namesOf, wordsOf } from "@/lib/dreaming/local/facts/words";
import { withoutLeadIn } from "@/lib/dreaming/local/statements/lead-in";
import { outsideQuotes } from "@/lib/dreaming/local/statements/paste";

export type StatementType = "instruction" | "preference" | "fact" | "correction";

/** What a sentence is, before it is known who said it how often. */
export type Classified =
  | { type: StatementType; text: string; slot: Slot | null; firstPerson: boolean; strength: "strong" | "weak" | "aside" }
  | { drop: "question" | "task-at-hand" | "external-text" | "hedged" };

/** "..., ok?" asks for nothing. */
const TAG_QUESTION = /(?:,|\s[-–—])?\s+(?:ok|okay|alright|all right|right|got it|understood|please|yes|yeah)\?$/i;

/** Patterns are tried in this order; the first that matches decides. `weak` has to be said in two sessions, one could be about the task at hand. */
const INSTRUCTIONS: { pattern: RegExp; strength: "strong" | "weak" }[] = [
  {
    pattern: /\b(?:whenever|every ?time|any ?time|each time)\s+(?:i|we|you|someone|somebody|anyone|anybody|a|an|the)\b/i,
    strength: "strong",
  },
  {
    pattern:
      /\b(?:from (?:now|here|today|this point|this day|this moment) on(?:wards?)?|henceforth|until (?:i|we) (?:say|tell you) otherwise|until further notice)\b/i,
    strength: "strong",
  },
  {
    pattern:
      /(?:^|[,;] |\band )(?:going|moving) forward\b(?! (?:a bit|a little|to|in time|with|from|by)\b)|\b(?:going|moving) forward[.!]?$/i,
    strength: "strong",
  },
  { pattern: /^in (?:the )?future,?\s+(?:please\s+)?(?!i\b|we\b|it\b|the\b|that\b|this\b)\w+/i, strength: "strong" },
  { pattern: /\b(?:don['’]t|do not) ever \w+/i, strength: "strong" },
  {
    pattern:
      /^(?:if|when) (?:an? (?:\w+ )?(?:customer|client|user|caller|guest|patient|visitor|colleague)|customers|clients|users|callers|guests|patients|visitors|someone|somebody|anyone|anybody)\b[^,]{3,100},\s*(?!i\b|it\b|that\b|there\b|what\b|how\b|do you\b|is\b|can\b)\w+/i,
    strength: "strong",
  },
  {
    pattern: /^(?:as a (?:general )?(?:rule|policy)|by default)\b,?(?! (?:it|this|that|these|they|he|she|there|everything|nothing)\b)/i,
    strength: "strong",
  },
  {
    pattern:
      /\bin (?:all|every|each|any) (?:(?:of )?(?:your|the) )?(?:future |later )?(?:sessions?|repl(?:y|ies)|answers?|responses?|messages?|conversations?|chats?|e-?mails?|reports?|commits?|tickets?)\b/i,
    strength: "weak",
  },
  {
    pattern:
      /^(?:please )?(?:always|never)\s+(?!mind\b|ever mind\b|a\b|the\b|the less\b|been\b|had\b|have i\b|seen\b|heard\b|thought\b|knew\b|used to\b|(?!need\b|feed\b|embed\b|speed\b|seed\b)\w+ed\b)\w+/i,
    strength: "strong",
  },
  {
    pattern:
      /\bi(?: want|['’]d (?:like|want|love|prefer)| would (?:like|want|love|prefer)) (?:it if )?(?:you|everyone|us|we|the (?:agent|assistant|bot|team)) (?:to )?(?:always|never)\b/i,
    strength: "strong",
  },
  {
    pattern:
      /^(?:for|on|in|with|at|before|after|during|when|if|whenever)\b[^.!?]{3,80}?,? (?:we|you|agents?|everyone) (?:always|never|only)\s+\w+/i,
    strength: "strong",
  },
  {
    pattern:
      /^(?:every|each) (?:morning|evening|night|day|week|month|quarter|year|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b[^,]{0,40},\s*(?:please\s+)?(?!i\b|we\b|he\b|she\b|they\b|it\b|there\b|the\b|my\b|our\b|an?\b)\w+/i,
    strength: "strong",
  },
  {
    pattern:
      /^for (?:all|every|each|any)\b[^,]{2,60},\s*(?:please\s+)?(?!i\b|it\b|that\b|there\b|what\b|how\b|is\b|can\b|do you\b|the\b|my\b|our\b|an?\b)\w+/i,
    strength: "strong",
  },
  { pattern: /^(?:from now on,? )?you (?:can|may) (?:\w+ ){1,12}?again(?: from now on)?[.!]?$/i, strength: "strong" },
  { pattern: /^(?:[^,.!?]{3,80}),\s*(?:please )?(?:always|never)\s+\w+/i, strength: "strong" },
  {
    pattern:
      /^(?:please )?(?:answer|reply|respond|write|use|speak|sign|format|ask|check|address|keep|send|add|run|include|call|start|end|make|put|give|show)\b.{0,80}\b(?:always|every time|at all times|in (?:the )?future|from now)\b/i,
    strength: "strong",
  },
  {
    pattern:
      /\b(?:you|we|everyone|agents?|the (?:agent|assistant|bot|team)) (?:should|must|need to|needs to|have to|has to|are to|is to|ought to|shall) (?:always|never|only)\b/i,
    strength: "strong",
  },
  { pattern: /\b(?:make sure|be sure|ensure)(?: that)? (?:you|to|we) (?:always|never)\b/i, strength: "strong" },
  {
    pattern:
      /^(?:we|our team|the team) (?:always|never|only)\s+(?!lose\b|lost\b|get\b|got\b|see\b|saw\b|run into\b|hit\b|end up\b|forget\b|forgot\b|miss\b|fail\b|have (?:trouble|problems|issues)\b|heard\b|seem\b)\w+/i,
    strength: "strong",
  },
  {
    pattern:
      /^it(?:['’]s| is) (?:our|company|team|house) (?:policy|rule|convention|practice|standard|habit) (?:to|that|not to|never to)\b/i,
    strength: "strong",
  },
  { pattern: /^(?:please )?prefer \w+.{0,80} (?:over|to|instead of|rather than) \w+/i, strength: "strong" },
  {
    pattern:
      /^(?:please )?(?:use|write|format|keep|prefer|follow|stick to)\b.{2,80}\b(?:in|for|on|with) (?:all|every|each|any) (?:of (?:our|the|your) )?(?:our |your |the |new )?(?:documents?|docs|files?|code|tests?|reports?|e-?mails?|mails?|letters?|invoices?|answers?|repl(?:y|ies)|messages?|components?|modules?|branches|commits?|customers?|projects?|tables?|queries|scripts?|quotes?|offers?|texts?)\b/i,
    strength: "strong",
  },
  {
    pattern:
      /^(?:when|before|after|while) (?:you (?:write|create|add|book|send|reply|answer|commit|deploy|review|refactor|name|format|draft|prepare|quote|refund|issue|generate|document|translate|edit|update|schedule|order|merge|release|close|open)|(?:writing|creating|adding|booking|sending|replying|answering|committing|deploying|reviewing|refactoring|naming|formatting|drafting|preparing|quoting|refunding|issuing|generating|documenting|translating|editing|updating|scheduling|ordering|merging|releasing|closing|opening))\b(?! (?:this|that|these|those|it|them|the|my|her|his)\b)[^,]{0,60},\s*(?:please )?(?!i\b|it\b|that\b|there\b|what\b|how\b|is\b|can\b|do you\b|the\b|my\b)\w+/i,
    strength: "strong",
  },
  {
    pattern:
      /^for (?!these\b|those\b|this\b|that\b|the\b|my\b)(?:\p{L}+ )?\p{Ll}{3,}s (?:above|over|under|below|from|in|with|without|of|to|up to|more than|less than)\b[^,]{1,60},\s*(?:please )?(?!i\b|it\b|that\b|there\b|what\b|how\b|is\b|can\b|the\b|my\b|we\b|an?\b)\w+/iu,
    strength: "strong",
  },
  { pattern: /^only \w+ .{0,60}\b(?:after|when|if|once|with)\b/i, strength: "weak" },
  // The same in German, French and Spanish.
  {
    pattern:
      /^(?:ab sofort|ab jetzt|von nun an|in zukunft|künftig|zukünftig|grundsätzlich|standardmäßig|bitte (?:immer|nie|niemals)|immer wenn|jedes mal wenn|niemals?|immer(?! (?:noch|wieder|mehr|weniger|öfter|dasselbe)))(?!\p{L})(?!.*(?:dies(?:e|er|es|en|em)|heute|morgen|gerade)(?!\p{L}))/iu,
    strength: "strong",
  },
  {
    pattern:
      /^(?:à partir de maintenant|désormais|dorénavant|à l['’]avenir|par défaut|chaque fois que|toujours|(?:s['’]il te plaît,? |merci de )toujours|a partir de ahora|de ahora en adelante|en el futuro|por defecto|cada vez que|siempre|nunca)(?!\p{L})(?!.*(?:aujourd['’]hui|demain|cette|ce|hoy|mañana|est[ea])(?!\p{L}))/iu,
    strength: "strong",
  },
  { pattern: /\byou (?:no longer need to|don['’]t (?:need|have) to .{1,80} any ?more|may (?:now )?always)\b/i, strength: "strong" },
  {
    pattern:
      /^(?:please )?(?:don['’]t|do not|stop)\s+\w+.{0,100}\b(?:ever|any ?more|ever again|again|in (?:your|any) (?:\w+ )?(?:repl(?:y|ies)|answers?|responses?|messages?|commits?))\b/i,
    strength: "strong",
  },
  {
    pattern:
      /^(?:please )?(?:don['’]t|do not|stop)\s+(?!worry|mind|forget|you\b|know|think|get me|bother|hesitate|let me down|be (?:sorry|afraid)|want|need|have|like|care|see|understand|remember|recall)\w+/i,
    strength: "weak",
  },
  { pattern: /^(?:please )?(?:remember|be sure|make sure|don['’]t forget|make a note) to (?:always|never)\b/i, strength: "strong" },
  { pattern: /^(?:please )?(?:remember|keep in mind|make a note) to \w+/i, strength: "weak" },
  { pattern: /\bi (?:don['’]t|do not|never) want you to\b/i, strength: "weak" },
];

/** What ties a request to the task at hand. "This repository" and the like outlast a session. */
const LASTING_THIS =
  "project|repo|repository|codebase|team|company|store|shop|workspace|department|office|agent|assistant|bot|rule|is|was|will|way|means|point on|day on|moment on";
const THINGS =
  "one|ones|order|orders|reservation|booking|flight|flights|trip|ticket|item|items|file|files|function|change|changes|error|errors|line|lines|test|tests|task|request|branch|commit|part|case|two|three|message|email|document|page";
const TASK = new RegExp(
  `\\b(?:this (?!(?:${LASTING_THIS})\\b)\\w+|(?:that|these|those) (?:${THINGS})\\b|today|tonight|tomorrow|yesterday|right now|for now|just now|at the moment|just this once|for the time being|(?:the|as) (?:above|attached)|as (?:shown|described) (?:above|below)|until (?:we|you|it|they|i)(?:['’]re| are| is|['’]s| am|['’]m)? (?:finish|done|find|get)\\w*|next (?:week|month|monday|tuesday|wednesday|thursday|friday)|(?:until|till|by|before) (?:this |next )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|noon|midnight|the weekend)\\b(?! (?:noon|morning|night|evening|at)))\\b`,
  "i",
);
/** In instructions: things of one customer's task. */
const MY_TASK =
  /\b(?:my|the|any of my|another|other) (?:\w+ )?(?:order|orders|reservation|reservations|booking|flight|flights|trip|ticket|tickets|refund|return|exchange|item|items|package|delivery|card|account|payment|appointment|passenger|bag|bags|seat|seats)\b/i;

const PREFERENCES = [
  /^(?:(?!if\b|but\b)[^,]{1,40}, )?(?:i|we) (?:(?:really|generally|usually|strongly|always|much|personally|still|now|also) )*(?:prefer|favou?r)\b/i,
  /^(?:i|we) (?:(?:really|absolutely|also|just|generally|usually|personally|still|now) )*(?:like|love|hate|dislike|can['’]t stand|cannot stand|enjoy|don['’]t like|do not like)\s+(?!it\b|this\b|that\b|these\b|those\b|the\b|your\b|you\b|how\b|what\b|when\b|to (?:know|see|hear|ask|cancel|change|book|return|exchange|get|have|make|add|update|check|confirm|proceed|modify)\b|him\b|her\b|them\b|one\b)/i,
  /^i (?:always|never) want\s+\w+/i,
  /^(?:i|we) usually\s+\w+/i,
];
const WISH = /\b(?:would|['’]d) (?:\w+ )?(?:like|prefer|love|rather|hate|want|favou?r)\b|\bif (?:possible|you can|that['’]s ok)\b/i;

const CORRECTIONS = [
  /\bthat(?:['’]s| is) (?:wrong|incorrect|not (?:right|correct|true|what i))\b/i,
  /\bnot what i (?:asked|said|meant|wanted)\b/i,
  /^(?:no,? )?i (?:said|meant|asked (?:for|you))\b/i,
  /\byou (?:forgot|should have|shouldn['’]t have|missed|misunderstood|were supposed to)\b/i,
  /\binstead of \w+.*\b(?:do|use|write|call|run)\b/i,
];

const HEDGE =
  /\b(?:maybe|perhaps|probably|possibly|i think|i guess|i believe|i suppose|not sure|might|may be|could be (?!described)|would be|should be|i wonder|i hope|supposed to|seems?|looks? like|apparently|if)\b/i;
const FIRST_PERSON = /\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|I['’](?:m|ve|d|ll)|i)\b/;
const FIRST_VERBS =
  /^i (?:now |also |still |currently |just |recently |only )?(?:live|lived|moved|own|work (?:at|for|as|in|from)|was born|grew up|graduated|studied|speak|play|drive|teach|manage|lead|run (?:a|an|the|my)|have (?:an?|two|three|four|five|six|\d+|no) (?:[\p{L}-]+ ){0,2}?(?:sons?|daughters?|child|children|kids?|babies|baby|wife|husband|partner|brothers?|sisters?|siblings?|twins|grandchildren|dogs?|cats?|pets?|horses?|allergy|allergies|intolerance|degree|phd|doctorate|licen[cs]e|disability|diabetes|asthma|car|cars|house|garden|boat|bike|motorbike|full-time job|part-time job)|am (?:(?:no longer|not) (?:an? )?)?(?:allergic|married|vegetarian|vegan)|am (?:an?|from|\d+)|am responsible|started (?:a|my|working|at|learning|playing)|joined|switched to|got (?:married|a new)|visited|collect|volunteer|follow an?|take (?:care|my)|use)\b/iu;
/** What people have while they ask for help is not a fact about them. */
const TRANSIENT =
  /\b(?:have|had|got) (?:an?|some|a few|no|another|one|two|\d+|more|several|any) (?:\w+ )?(?:question|problem|issue|request|concern|error|idea|doubt|bug|concerns|questions|issues|problems|preference|choice|reservation|order|booking|flight|ticket|moment|minute|second|look|chance|bit|lot|few|feeling|hard time|quick|further|other|more|item|items|gift card|certificate|certificates|coupon|voucher)s?\b|^i am (?:a (?:bit|little)|having|trying|looking|going|getting|seeing|not sure|sorry|glad|happy|afraid|aware|calling|writing|contacting|interested|unable|able|ready|confused|wondering|working on)\b/i;
/** Attributes of the errand, not of the person. */
const MY_ERRAND =
  /\b(?:my|the) (?:\w+ )?(?:request|requests|question|questions|issue|issues|problem|problems|concern|concerns|query|queries|point|reason|guess|idea|plan|plans|goal|task|budget|flight|flights|trip|order|orders|choice|answer|situation|understanding|apologies|bad|mistake|turn|message)\b/i;
const ERRAND =
  /^(?:(?:the|our|my) (?:\w+ )?)?(?:trip|trip type|departure|arrival|event|appointment|vacation|flight|flights|order|orders|reservation|reservations|booking|reason|origin|destination|budget|request|question|problem|issue|refund|return|exchange|package|item|items)\b(?! (?:limit|policy|period|window|fee|fees|deadline|process|team|desk|form|address|system|rules?|prefix|format|status))/i;
const PLURAL_VERB =
  /\p{Ll}s (?:arrive|go|come|close|open|need|cost|take|start|end|live|sit|run|belong|ship|leave|expire|stay|use|get|want|work)\b/u;
const SAYS =
  /(?<=[\s-])(?:is|are|was|were|has|have|must|should|can|cannot|needs?|uses?|lives?|works?|runs?|expires?|starts?|ends?|likes?|prefers?|means?|belongs?|had|won|wrote|met|held|gave|made|led|built|took|grew|became|got|left|came|went|bought|sold|ran|taught|spoke|sang|drew|knows?|plays?|own|own|share|work|live|both|host|\p{Ll}{2,}(?:ed|s))\b/u;
const WE_VERBS =
  /^(?:we|our [\p{L} -]{2,30}?) (?:now |also |still |currently |only |all |usually |mainly )?(?:uses?|used|runs?|deploys?|ships?|hosts?|stores?|keeps?|calls?|names?|releases?|meets?|starts?|closes?|opens?|charges?|offers?|accepts?|supports?|switched|moved|migrated|renamed|hired|have|has|is|are|lives?|works?|costs?|expires?|sells?|pays?|bills?|invoices?|replaced|dropped|stopped|don['’]t|do not|does not|doesn['’]t|cannot|no longer)\b/iu;
const THE_VERBS =
  /^(?:the|an?) [\p{L}\p{N}'’ /-]{2,60}? (?:is|are|has|have|needs?|runs?|expires?|lives?|costs?|takes?|uses?|starts?|opens?|closes?|requires?|belongs?|was|were|moved|changed)\b/iu;
const THERE_IS = /\b[Tt]here (?:is|are|was) (?:an? |the |\d+ )?\p{Lu}/u;
/** "Returns above 500 euros need approval", "Customers must show a receipt". */
const RULE_OF_MANY =
  /^(?!(?:thanks|sounds|looks|lets|needs|yes|this|is|has|does|was|as|its|always|us|works|makes|seems|gets|goes|says|means|tests|errors)\b)\p{Lu}\p{Ll}+s\b (?:[\p{L}\p{N}€$£.,'’-]+ ){0,6}?(?:must|cannot|can only|may only|may not|require|need (?:an?|the|approval|to be|written|proof)|have to|are (?:only |not )?(?:accepted|allowed|permitted|possible|valid|due|refunded|shipped|sent|paid|reviewed|handled|approved|free)|expire|cost|take (?:up to|at least|\d)|(?:are|get) (?!(?:\p{Ll}+ed)? (?:by|in) (?:me|us|mistake)\b)(?:\p{Ll}+ed|kept|sent|paid|done|cut|held|run|made|given|due) (?:after|within|every|on|at|for|once|twice|per|until|only|in|by)\b)/u;
/** "Standard shipping takes 5 days." */
const BARE_AMOUNT =
  /^\p{Lu}\p{Ll}+ (?:[\p{Ll}-]+ ){0,4}?(?:now )?(?:takes?|costs?|starts?|opens?|closes?|expires?|lasts?|ends?|begins?) (?:\S+ ){0,3}?(?:[$€£]?\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b)/iu;
/** "Breakfast is from 7 to 10", "Payment run is on Tuesdays". */
const BARE_TIME =
  /^\p{Lu}[\p{Ll}-]+ (?:[\p{Ll}-]+ ){0,3}?(?:is|are) (?:now )?(?:from|at|on|between|after|before|until|within|every) (?:\S+ ){0,2}?(?:[$€£]?\d|(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b)/u;
/** "Add one bag for the trip", "Set the total to 3": asked for, not stated. */
const IMPERATIVE =
  /^(?:please )?(?:add|apply|arrange|ask|attach|book|buy|call|cancel|change|charge|check|choose|close|confirm|copy|create|delete|do|double-check|drop|email|ensure|exchange|fetch|find|fix|get|give|go|include|keep|leave|let|look|make|modify|move|open|order|pay|pick|place|please|prioriti[sz]e|proceed|process|provide|put|read|refund|remove|rename|replace|reschedule|return|review|run|schedule|search|see|send|set|share|ship|show|skip|split|start|stop|summari[sz]e|switch|take|tell|transfer|try|turn|update|upgrade|use|verify|wait|write)\s+(?!(?:is|are|was|has|takes?|costs?|needs?|must|closes?|opens?|starts?|ends?|expires?|fees?|limits?|polic(?:y|ies)|runs?|times?|charges?|windows?)\b)(?:(?:an?|the|my|our|your|all|any|both|each|every|this|that|these|those|one|two|three|\d+|me|us|it|them|him|her|up|to|for|if|whether|only|\p{Lu}\p{L}*)\b|\p{Ll}+ (?:to|for|on|in|at|from|with)\b)/iu;
/** "All reports must have a cover page", "Tests live next to the code". */
const RULE_OF_ALL =
  /^(?:all|every|each|any) (?:[\p{L}\p{N}-]+ ){1,5}?(?:must|needs?|has to|have to|requires?|should always|may not|cannot|are to be|is to be)\b/iu;
const WHERE_THEY_ARE =
  /^(?!(?:thanks|sounds|looks|lets|yes|this|is|has|does|was|as|its|always|us|makes|seems|gets|goes|errors|things|others)\b)\p{Lu}\p{Ll}+s (?:live|go|belong|sit|stay|arrive|reside) (?:in|next to|under|on|at|into)\b/u;
/** What is so for now: a train, a total, a guest. Said of a day of the week it may be so for good. */
const PASSING =
  /^(?:the|our|my) (?:\p{Ll}+ )?(?:train|bus|taxi|total|subtotal|sum|pr|pull request|guests?|ticket|invoice|diff|call|appointment|meeting|interview|deadline|table|lunch|dinner) (?:is|are|has|have|was|will|starts?)\b(?!.*(?:days\b|every|each|always|(?:once|twice) a))/iu;
const SUPPOSED = /^(?:please )?(?:imagine|pretend|suppose|assume|ignore|forget|disregard|consider|picture)\b/i;
const STATE =
  /\b(?:is|are|was|were|keeps?|still|has been|have been) (?:now |still |currently |really |very |so |too |completely )*(?:sick|ill|tired|busy|sad|angry|upset|broken|failing|failed|wrong|missing|down|slow|fine|good|bad|great|ready|done|ok|okay|correct|incorrect|working|empty|red|stuck|late|delayed|cancelled|canceled|unavailable|available|nice|perfect|clear|true|false|important|needed|enough|better|worse|weird|ugly|catchy|\p{L}+ing)\b(?!\s+(?:in|at|on|for|the|of|a|as)\b)/iu;
const NOISY_VERB =
  /\b(?:fails?|failed|complains?|complained|reports?|throws?|threw|crash(?:es|ed)?|breaks?|broke|errors?|errored|returns?|returned|shows?|showed|says?|said|seems?|prints?|printed|hangs?|hung|times? out)\b/i;
const ADDRESSED = /\b(?:you|your|yours|please|let['’]s|can we|could we|let me|thanks|thank you)\b/i;
const PRONOUN_START =
  /^(?:it|that|this|these|those|they|he|she|which|who|what|how|why|when|where|here|there(?! (?:is|are|was))|one|some|all good|same|both of them|the (?:first|second|third|last|other|next|same|above|following) (?:one|two|ones)?)\b/i;
const LABEL = /^[\p{L} ]{1,40}:\s|:$/u;
const REPORTED = /\b(?:says?|said|states?|stated|reads?|wrote|writes|tells?|told|claims?|mentions?|according to)\b/i;

const solid = (value: string): boolean => valueClasses(value).length > 0 || /[\d"“']/.test(value) || /(?:^|\s)\p{Lu}/u.test(value);

function namedSubject(text: string, known: ReadonlySet<string>): boolean {
  if (/^(?:both|all|all (?:two|three|four|five)),? \p{Lu}/u.test(text.replace(/^\p{Lu}/u, (c) => c.toLowerCase()))) return true;
  if (/^\p{Lu}\p{L}+ (?:of|de|del|von|van) (?:the )?\p{Lu}/u.test(text)) return true;
  const [first, second] = wordsOf(text);
  if (!first || !second || !/^\p{Lu}/u.test(first.text)) return false;
  const names = namesOf(text);
  if (isStop(first.lower)) return false;
  if (names.has(first.lower) || /^(?:Dr|Mr|Mrs|Ms|Prof)$/.test(first.text)) return true;
  // A single capital at the start of a sentence is a name when it is one elsewhere in what was said.
  return known.has(first.lower) && wordClass(first.lower) === null && !/(?:ing|ly|ed|s)$/.test(first.lower);
}

function fact(text: string, outer: string, told: boolean, known: ReadonlySet<string>): Classified | null {
  const body = outer.replace(/[.!]+$/u, "");
  const words = wordsOf(body);
  if (words.length < (told ? 2 : 3) || words.length > 60 || LABEL.test(body) || PRONOUN_START.test(body)) return null;
  const spelled = body.replace(/^I['’]m\b/i, "I am").replace(/^I['’]ve\b/i, "I have");
  const slot = outer === text || slotOf(outer) ? slotOf(text) : null;
  const firstPerson = FIRST_PERSON.test(body);
  const make = (strength: "strong" | "weak" | "aside"): Classified => ({
    type: "fact",
    text,
    slot,
    firstPerson,
    strength: told ? "strong" : strength,
  });
  if (ADDRESSED.test(body) && !slot?.key.endsWith("|name")) return null;
  const shape =
    (slot !== null &&
      (slot.subject === "user" || solid(slot.value) || /\b(?:is|are) (?:called|named)\b/i.test(body) ? "strong" : "weak")) ||
    (FIRST_VERBS.test(spelled) && "strong") ||
    (namedSubject(body, known) && (SAYS.test(body) || /^(?:both|all)\b/i.test(body)) && !/\bshould\b/i.test(body) && "aside") ||
    (WE_VERBS.test(body) && "strong") ||
    (THE_VERBS.test(body) && !/\bshould\b/i.test(body) && (solid(body.replace(/^\p{Lu}/u, (c) => c.toLowerCase())) ? "aside" : "weak")) ||
    (THERE_IS.test(body) && !/\bshould\b/i.test(body) && "aside") ||
    ((RULE_OF_MANY.test(body) || RULE_OF_ALL.test(body) || WHERE_THEY_ARE.test(body) || BARE_AMOUNT.test(body) || BARE_TIME.test(body)) &&
      "aside") ||
    (told && words.length >= 4 && (SAYS.test(body) || PLURAL_VERB.test(body)) && "strong");
  if (!shape) return null;
  if (SUPPOSED.test(body) || (PASSING.test(body) && !told)) return null;
  if (IMPERATIVE.test(body) && !(slot && (told || slot.key.endsWith("|name")))) return { drop: "task-at-hand" };
  if (TRANSIENT.test(spelled) || (firstPerson && MY_ERRAND.test(body)) || ERRAND.test(body)) return null;
  if (STATE.test(body) && !(slot && solid(slot.value))) return null;
  if (TASK.test(body)) return { drop: "task-at-hand" };
  if (HEDGE.test(body)) return { drop: "hedged" };
  const opening = words.slice(1, 6).map((w) => w.text);
  if (NOISY_VERB.test(opening.join(" ")) && shape !== "strong" && !RULE_OF_MANY.test(body) && !RULE_OF_ALL.test(body)) return make("weak");
  return make(shape);
}

/** "Could you always sort the imports?" asks for nothing but that it be done. */
const POLITE_REQUEST = /^(?:can|could|would|will) you (?:please |also |maybe )?((?:please )?(?:always|never)\b[^?]*)\?$/iu;

/** "Payment run is on Wednesdays from now on": what changed, not what to do. */
const STATES_A_CHANGE =
  /^(?:(?:my|the|our|i)\b|\p{Lu}[\p{L}-]+(?: [\p{L}-]+){0,4}? (?:is|are|costs?|takes?|starts?|closes?|opens?|ends?)\b)/u;
const NOT_A_SUBJECT =
  /^(?:always|never|please|if|when|whenever|every|each|for|from|in|on|by|don['’]t|do|make|you|all|any|there|it|this|that|what)\b/i;

/**
 * Type of one sentence of a user's own words, or the rule that turns it down, or null when it states nothing lasting. `known` = lower-case words
 * that are names elsewhere in what users said. Strength `aside`: lasting when it is what the turn is about, doubtful in a long turn.
 */
export function classify(sentence: string, known: ReadonlySet<string>): Classified | null {
  const { text, told } = withoutLeadIn(sentence.replace(TAG_QUESTION, "."));
  const outer = outsideQuotes(text);
  if (outer.replace(/[“”…"'.\s]/g, "") === "") return matchesInstruction(text) ? { drop: "external-text" } : null;
  const inQuotes = outer !== text && matchesInstruction(text) && !matchesInstruction(outer);
  if (inQuotes || (outer !== text && REPORTED.test(outer) && !matchesInstruction(outer)))
    return matchesInstruction(text) ? { drop: "external-text" } : null;
  const request = POLITE_REQUEST.exec(text);
  if (request) return classify(`${request[1]?.replace(/^\p{Ll}/u, (c) => c.toUpperCase())}.`, known);
  if (/\?["'”’)]*$/.test(outer)) return matchesInstruction(outer) ? { drop: "question" } : null;
  const rule = INSTRUCTIONS.find((r) => r.pattern.test(outer));
  if (rule && wordsOf(outer).length >= 3) {
    const state =
      (/^(?:my|the|our|i|[\p{Lu}][\p{L}]+ [\p{Lu}])/u.test(outer) || (STATES_A_CHANGE.test(outer) && !NOT_A_SUBJECT.test(outer))) &&
      slotOf(text);
    if (!state) {
      const lasting = /\b(?:from (?:now|here|today) on|always|never|whenever|every ?time|going forward)\b/i.test(outer);
      if (TASK.test(outer.replace(/\bfrom (?:today|this (?:day|point|moment)) on\w*/gi, "")) || (!lasting && MY_TASK.test(outer)))
        return { drop: "task-at-hand" };
      return { type: "instruction", text, slot: null, firstPerson: FIRST_PERSON.test(outer), strength: told ? "strong" : rule.strength };
    }
  }
  if (PREFERENCES.some((p) => p.test(outer)) && !WISH.test(outer)) {
    if (TASK.test(outer)) return { drop: "task-at-hand" };
    return { type: "preference", text, slot: slotOf(text), firstPerson: FIRST_PERSON.test(outer), strength: "strong" };
  }
  const stated = fact(text, outer, told, known);
  const corrects = CORRECTIONS.some((p) => p.test(outer));
  if (corrects && !(stated && "type" in stated && stated.slot))
    return { type: "correction", text, slot: null, firstPerson: FIRST_PERSON.test(outer), strength: "weak" };
  return stated;
}

const matchesInstruction = (text: string): boolean => INSTRUCTIONS.some((r) => r.strength === "strong" && r.pattern.test(text));

/** True when a text that is nobody's own words asks to be obeyed for good: worth a line in what was considered. */
export function asksToBeObeyed(text: string): boolean {
  return /\b(?:from now on|going forward|henceforth|in all future|always|never|whenever|remember (?:that|this|to)|update your (?:memory|notes|instructions))\b/i.test(
    text,
  );
}
