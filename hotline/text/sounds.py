"""Syllables that sound or look alike: what speech recognition and a hasty speller mix up. Pure."""

from hotline.text.letters import fold, for_syllables

_TILDE_TO_HOOK = str.maketrans("ãẵẫẽễĩõỗỡũữỹ", "ảẳẩẻểỉỏổởủửỷ")


@for_syllables(16384)
def near(syllable: str) -> str:
    """Toned form in which s = x, ch = tr and hỏi = ngã: the everyday misspellings of the region."""
    word = syllable.translate(_TILDE_TO_HOOK)
    if word.startswith("tr"):
        return "ch" + word[2:]
    return "s" + word[1:] if word.startswith("x") else word


@for_syllables(16384)
def hissed(folded: str) -> str:
    """Folded form in which s = x: the one confusion that is safe where no marks tell words apart."""
    return "s" + folded[1:] if folded.startswith("x") and len(folded) > 2 else folded


@for_syllables(16384)
def far(syllable: str) -> str:
    """`near` in which also d = gi = r, l = n, final t = c and n = ng: what a recogniser makes of the dialect."""
    word = near(syllable)
    if word.startswith("gi") and len(word) > 2:
        word = "d" + word[2:]
    elif word.startswith("r"):
        word = "d" + word[1:]
    elif word.startswith("n") and not word.startswith(("ng", "nh")):
        word = "l" + word[1:]
    if word.endswith("ng"):
        return word[:-1]
    return word[:-1] + "t" if word.endswith("c") else word


@for_syllables(16384)
def coarse(syllable: str) -> str:
    """The key under which every syllable alike by `far` is found, without marks."""
    return fold(far(fold(syllable)))
