/** What is looked for in what people and models say, as regular expressions that ignore case. */
export interface Phrases {
  /** By which a person says that what was done is not what they asked for; looked for where they begin to speak. */
  readonly corrections: readonly string[];
  /** By which a model says less than it could: that it is not sure, or that somebody else should look. */
  readonly hedges: readonly string[];
  /** By which a model chooses the least work in place of the right one. */
  readonly simplestFixes: readonly string[];
}

/** English, German, French, Spanish, Chinese and Japanese. */
export const USUAL_PHRASES: Phrases = {
  corrections: [
    // Said first, and of what was done.
    String.raw`^no(?:pe)?\s*(?:[,.!;:–—-]|$)(?!\s*(?:problem|worries|thanks|thank you|need|rush|gracias|grazie|obrigad))`,
    String.raw`^(?:wrong|incorrect|not (?:quite )?(?:right|correct|what|that|this|like that))\b`,
    String.raw`^(?:stop|wait|hold on)\s*[,.!;:–—-]`,
    String.raw`\bthat(?:'|’)?s (?:wrong|incorrect|not (?:right|correct|true|it|what|how|working))`,
    String.raw`\b(?:this|that|it) (?:is|was) (?:wrong|incorrect|not (?:right|correct|true|what|how|working))\b`,
    String.raw`\b(?:this|that|it) (?:still )?(?:does(?:n(?:'|’)t| not)|did(?:n(?:'|’)t| not)|is(?:n(?:'|’)t| not)) work`,
    String.raw`\b(?:i|we) (?:already )?(?:said|told you|asked (?:you )?(?:to|for|not)|meant)\b`,
    String.raw`\bi (?:did(?:n(?:'|’)t| not)|never) (?:ask|say|want|mean)`,
    String.raw`\byou (?:forgot|missed|ignored|misunderstood|broke|did(?:n(?:'|’)t| not)|should(?:n(?:'|’)t| not) have|were supposed)`,
    String.raw`\bwhy (?:did you|are you|did(?:n(?:'|’)t| not) you)\b`,
    String.raw`^(?:please )?(?:undo|revert|roll (?:that|this|it) back|put (?:that|this|it) back)\b`,
    // German
    String.raw`^nein\b(?!,? danke)`,
    String.raw`\b(?:das|es) (?:ist|war|stimmt|geht|funktioniert) (?:so |immer noch )?(?:falsch|nicht)`,
    String.raw`\b(?:ich (?:hatte|habe) (?:doch |dir |schon )*(?:gesagt|gebeten)|so (?:war das|hatte ich das) nicht gemeint)`,
    String.raw`\bdu (?:hast .{0,40}(?:vergessen|übersehen|ignoriert)|solltest (?:doch|nicht))`,
    // French
    String.raw`^non\b(?!,? merci)`,
    String.raw`\b(?:c(?:'|’)est (?:faux|incorrect|pas (?:ça|bon|correct|ce que))|ce n(?:'|’)est pas (?:ça|bon|correct|ce que)|ça ne (?:marche|fonctionne) pas)`,
    String.raw`\b(?:j(?:'|’)avais (?:dit|demandé)|je (?:t(?:'|’)|vous )ai (?:dit|demandé)|tu as oublié|vous avez oublié)`,
    // Spanish
    String.raw`^no\s*,\s*(?!gracias|grazie|obrigad)\p{L}`,
    String.raw`\b(?:eso|esto) (?:no es|está mal|no está bien|no funciona|es incorrecto)`,
    String.raw`\b(?:te (?:dije|pedí)|ya te|olvidaste|has olvidado|no te pedí)`,
    // Chinese, Japanese
    "^(?:不对|不是|错了|不行|停)",
    "(?:我说的是|我说过|我没让你|你忘了|你漏了|又错了|还是不行|这不对|不是这个意思)",
    "^(?:違う|違います|ちがう|いいえ|いや)",
    "(?:間違って(?:い|る)|間違いです|そうじゃな|そうではな|頼んでいません|頼んでない|と言いました|と言ったのに|動きません|動かない)",
  ],
  hedges: [
    String.raw`\b(?:should|might|may) (?:now )?(?:probably )?(?:work|be (?:fine|ok(?:ay)?|enough|sufficient))\b`,
    String.raw`\b(?:i(?:'|’)m|i am) not (?:entirely |completely |fully |100 ?% |quite )?(?:sure|certain)\b`,
    String.raw`\b(?:i (?:think|believe|guess|suspect|assume)|it seems|it appears|presumably|most likely|probably)\b`,
    String.raw`\b(?:pre-?existing (?:issue|bug|failure|problem|error)|unrelated to (?:my|our|these|this) changes?|not (?:caused|introduced) by (?:my|our|these|this) changes?)`,
    String.raw`\b(?:should i (?:continue|proceed|go on)|(?:do you )?want me to (?:continue|proceed|go on)|would you like me to (?:continue|proceed|go on)|shall i (?:continue|proceed|go on)|good (?:stopping|place to stop|checkpoint))`,
    String.raw`\b(?:you may want to|you might want to|you(?:'|’)ll (?:need|have) to) (?:verify|check|double-check|test)\b`,
    String.raw`\b(?:vermutlich|wahrscheinlich|ich glaube|ich bin (?:mir )?nicht (?:ganz )?sicher|soll ich (?:fortfahren|weitermachen))`,
    String.raw`\b(?:probablement|je (?:pense|crois)|je ne suis pas (?:tout à fait )?s[ûu]re?|dois-je continuer)`,
    String.raw`\b(?:probablemente|creo que|no estoy (?:del todo )?segur[oa]|debo continuar)`,
    "(?:可能|大概|也许|应该(?:可以|能|没问题)|我不(?:太)?确定|要(?:我)?继续吗)",
    "(?:おそらく|たぶん|と思います|確信はあり|続けましょうか|続けますか)",
  ],
  simplestFixes: [
    String.raw`\b(?:simplest|easiest|quickest|most minimal|smallest) (?:possible )?(?:approach|fix|solution|way|change|thing|option|workaround)\b`,
    String.raw`\b(?:quick|simple|easy) (?:fix|workaround|hack)\b`,
    String.raw`\b(?:for now|as a (?:temporary|stop-?gap) (?:measure|fix|workaround|solution)|band-?aid)\b`,
    String.raw`\b(?:let me|i(?:'|’)ll|i will) (?:just|simply) (?:comment out|skip|remove|disable|hard-?code|stub|mock|ignore)\b`,
    String.raw`\b(?:einfachste|schnellste|kleinste) (?:lösung|änderung|weg|ansatz)`,
    String.raw`\b(?:solution|approche|correction|façon) la plus simple\b`,
    String.raw`\b(?:solución|forma|manera|opción) más (?:simple|sencilla|rápida|fácil)\b`,
    "(?:最简单的(?:方法|办法|方案|修改|修复)|临时(?:方案|解决|处理))",
    "(?:最も簡単な|一番簡単な|とりあえず(?:の)?(?:修正|対応)|暫定(?:的な)?(?:対応|対処))",
  ],
};
