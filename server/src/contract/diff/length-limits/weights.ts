// Written by `npm run teach` from labelled edits; not by hand.

/** How much each feature of a sentence speaks for a limit, in natural logarithms of the odds. */
export const WEIGHTS = `
bias -3.49, aloud 1.65, amount:none 0.93, amount:none:answer 1.18, amount:none:answer:line 0.26
amount:none:answer:near1 0.01, amount:none:answer:size0 0.95, amount:none:else:exact -0.25
amount:none:else:near0 -1.20, amount:none:page -0.82, amount:none:sentence 0.16, amount:none:size0 0.69
amount:none:size1 2.15, amount:sent -0.43, amount:supposed -2.83, amount:upper 2.58
amount:upper:answer:exact 0.67, amount:upper:answer:hanzi 0.12, amount:upper:answer:line 0.21
amount:upper:answer:minute -0.29, amount:upper:answer:size0 0.32, amount:upper:character -0.35
amount:upper:else -3.60, amount:upper:else:near2 -0.32, amount:upper:minute -0.78, amount:upper:none:size1 0.67
amount:upper:none:word 0.26, amount:upper:size0 1.03, amount:upper:size1 2.41, amount:upper:size3 -0.15
and+idiom 0.27, and+number -0.98, and+speak -0.36, and+terse 0.41, answer 0.91, answer+in -0.19
answer+long 0.15, answer+short 0.24, artefact -1.19, artefact+in -0.68, be 0.41, be+and 0.06, be+number 0.24
be+short 0.92, be+terse 0.98, before:answer -0.11, before:artefact -0.15, before:other -0.40, before:part 0.48
before:short -0.18, before:speak 0.20, before:user 0.03, character -0.72, cut 1.16, cut:none 0.17
cut:none:near3 0.17, each+answer 0.20, figure 0.91, figure:answer 1.43, free -2.20, hanzi -0.95
heading:answer 0.81, idiom 3.10, idiom:answer 2.08, idiom:answer:near0 0.93, idiom:answer:near2 0.16
idiom:denied -2.16, idiom:freed -1.61, idiom:none 1.47, idiom:none:near3 1.47, if+user -0.67, in+be -0.03
in+cut 0.27, in+in -0.48, in+sized 0.21, in+upper 0.60, interim 1.33, length 0.90, length+short 0.21
line+upper 1.80, long:answer 0.78, long:answer:denied 1.01, long:answer:near0 0.15, long:banned 0.35
long:denied 0.14, lower -1.59, needless -1.26, not 0.13, not+number 0.62, not+speak 0.23, not+unit -0.67
not+verbose 0.20, number -0.11, number+and -0.43, number+answer -0.08, number+minute -3.11, number+number 0.17
number+second -1.69, number+sentence 0.55, number+unit 0.63, number+vessel 0.51, opaque -1.18, other -1.06
other+in 0.03, other+pronoun 0.04, over+pronoun -0.22, over:answer:denied 1.49, over:answer:near0 0.24
over:denied 0.48, over:else -0.58, paragraph 0.39, part -0.12, part+number -1.54, part+other 0.29, pronoun 0.01
sends -1.11, short 2.05, short+and -0.89, short+in -0.50, short:answer 0.65, short:denied -2.62
short:else -2.90, short:else:near0 -1.69, sized 0.77, sized+be 0.25, sized+in 0.83, speak 0.56, speak+not 0.51
speak+upper 0.31, stop 1.63, stop:answer 0.49, strange:0 1.05, strange:1 0.27, strange:3 -0.44, strange:4 -0.38
suffices 0.24, terse 3.36, terse+and 0.23, terse:answer:near0 0.46, terse:denied -2.67, terse:freed -0.44
unit 0.46, unit+in -0.49, unit+over -1.14, unit+part -0.10, unit+upper 0.22, upper -0.06, upper+be 0.18
upper+in 0.12, upper+number -0.61, user -0.22, user+upper -0.54, verbose 1.45, verbose:answer 0.54
verbose:banned 0.56, verbose:denied 2.14, verbose:else -0.07, verbose:none:denied 1.60, vessel 0.96
vessel+number -0.29, vessel:answer:near2 0.56, who -1.03, word -0.11, word+in -0.96, words:0 0.01, words:1 -0.06
`;
