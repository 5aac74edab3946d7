const LEAD_INS = [
  /^(?:that['’]s|that is|this is|it['’]s|you['’]re|that was) (?:wrong|incorrect|not (?:right|correct|true)|outdated)\s*[,:.;–—-]+\s*/iu,
  /^i(?:['’]ve| have)? changed my mind\s*[,:.;–—-]+\s*/iu,
  /^(?:no|yes|yeah|ok|okay|well|so|and|but|also|actually|hi|hello|hey|oh|ah|right|sure|thanks|thank you|sorry|btw|by the way|finally|and finally|one more thing|correction|update|again)(?:\s+(?:there|all|team))?\s*[,:!.–—-]+\s*/iu,
  /^(?:and finally|and also|and|but|so|also|actually)\s+/iu,
  /^(?:fyi|for your information|for the record|for reference|just so you know|in case you (?:need|want) (?:it|to know))\s*[,:–—-]*\s*/iu,
  /^(?:please\s+)?(?:remember|note|keep in mind|bear in mind|be aware|don['’]t forget|do not forget|make a note|take note|you should know|i want you to (?:know|remember)|i should mention|let me tell you)\s*(?:that\s+|:\s*|,\s*)/iu,
];

/** A sentence without what only leads into it ("Actually, ", "Remember that "). `told` = the user asked that it be remembered. */
export function withoutLeadIn(sentence: string): { text: string; told: boolean } {
  let text = sentence;
  let told = false;
  for (let round = 0; round < 4; round++) {
    const before = text;
    LEAD_INS.forEach((pattern, i) => {
      const rest = text.replace(pattern, "");
      if (rest !== text && /\s/.test(rest.trim())) {
        text = rest;
        if (i === LEAD_INS.length - 1) told = true;
      }
    });
    if (text === before) break;
  }
  return { text, told };
}
