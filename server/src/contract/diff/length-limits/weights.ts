// Written by `npm run teach` from labelled edits; not by hand.

/** How much each feature of a sentence speaks for a limit, in natural logarithms of the odds. */
export const WEIGHTS = `
bias -3.58, aloud 1.62, amount:lower -0.89, amount:none 1.51, amount:none:answer 1.37
amount:none:answer:line 0.24, amount:none:answer:size0 0.81, amount:none:else -0.82
amount:none:else:exact -0.45, amount:none:else:near0 -0.24, amount:none:page -0.56, amount:none:sentence 0.36
amount:none:size0 0.50, amount:none:size1 1.88, amount:sent -1.15, amount:supposed -2.46, amount:upper 3.07
amount:upper:answer 0.03, amount:upper:answer:exact 1.14, amount:upper:character -0.25, amount:upper:else -1.28
amount:upper:else:exact -2.33, amount:upper:else:word -0.36, amount:upper:line 0.42, amount:upper:minute -0.01
amount:upper:none:size1 0.59, amount:upper:none:word 0.34, amount:upper:size0 1.46, amount:upper:size1 2.16
amount:upper:size3 -0.31, amount:upper:word 0.20, and+number -0.22, and+terse 0.09, answer 0.81, answer+in -0.49
artefact -1.36, artefact+in -0.90, banned 0.69, be 0.51, be+number 0.17, be+short 1.36, be+terse 0.97
before:answer -0.09, before:artefact -0.31, before:other -0.33, before:part 0.36, before:short -0.02
before:speak 0.13, character -0.78, cut 1.35, cut:none 0.13, cut:none:near3 0.13, figure 0.96
figure:answer 1.25, free -2.49, hanzi -0.45, heading:answer 0.76, idiom 4.27, idiom+and 0.10, idiom:answer 1.71
idiom:answer:near0 0.22, idiom:denied -1.97, idiom:else -0.04, idiom:freed -1.38, idiom:none 0.95
idiom:none:near3 0.95, if -0.09, if+answer -1.38, in+answer -0.03, in+cut 0.30, in+idiom 0.09, in+in -0.95
in+number 0.02, in+sized 0.53, in+upper 0.44, interim 0.36, length 0.56, long:answer 0.70
long:answer:denied 0.77, long:answer:near0 0.33, long:denied 0.04, needless -1.36, not 0.27, not+idiom -0.01
not+number 0.88, not+speak 0.30, not+verbose 0.20, not+wishes 0.37, number -0.05, number+and -0.76
number+answer -0.06, number+artefact 0.11, number+line 0.71, number+minute -4.06, number+paragraph 0.27
number+second -2.19, number+sentence 0.36, number+unit 0.70, number+vessel 0.78, opaque -1.19, other -1.24
other+in 0.06, other+number -0.01, other+upper -0.19, over:answer:denied 1.42, over:denied 0.08, over:else -0.35
part+number -1.36, part+other 0.02, pronoun 0.15, sends -0.97, short 1.83, short+and -0.68, short:answer 1.28
short:answer:near0 0.06, short:denied -2.14, short:else -2.12, short:else:near0 -0.53, sized 1.01, speak 0.52
speak+not 0.24, stop 1.54, stop:answer 0.80, strange:0 0.91, strange:1 0.16, strange:3 -0.14, suffices 0.10
terse 3.67, terse+and 0.35, terse:answer 0.09, terse:denied -3.04, terse:freed -0.31, unit 0.14, unit+in -0.79
unit+upper 0.24, upper -0.16, upper+number -0.51, user -0.12, user+number -0.69, user+upper -0.57, verbose 1.26
verbose:answer 0.67, verbose:answer:near0 0.05, verbose:banned 0.38, verbose:denied 2.26
verbose:none:denied 1.70, vessel 0.48, vessel+number -0.15, vessel:answer 0.76, vessel:answer:near2 0.43
who -1.43, words:0 0.20, words:3 0.08
`;
