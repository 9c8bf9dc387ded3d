"""Numbers in digits and in words, with the typing slips of the clinic."""

from __future__ import annotations

from doclint.nlp.chart import Chart

ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
TENS["fourty"] = 40


def number_at(chart: Chart, token: int, end: int) -> tuple[int, float] | None:
    """A number in digits or words up to ninety-nine: the token after it and its value."""
    word = chart.lower[token]
    if word[0].isdecimal():
        return (token + 1, float(word)) if len(word) < 7 else None
    if word in TENS:
        after = token + 1
        if after < end and chart.lower[after] == "-":
            after += 1
        if after < end and 0 < ONES.get(chart.lower[after], 99) < 10:
            return after + 1, float(TENS[word] + ONES[chart.lower[after]])
        return token + 1, float(TENS[word])
    return (token + 1, float(ONES[word])) if word in ONES else None
