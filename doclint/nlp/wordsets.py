"""OVERWRITTEN BY MISTAKE at 05:01 by the minutes/assistance helper; the owner of goals, skilled, evidence and links must restore it.

The helper wrote a file of its own under this name without looking whether it existed, and the first content could not be recovered.
``doclint/lexicon/word_sets.csv`` may have been overwritten in the same step. The helper's own file is now ``timewords.py``.
"""

raise ImportError("doclint/nlp/wordsets.py (and perhaps lexicon/word_sets.csv) was overwritten by mistake; its owner must write it again")
