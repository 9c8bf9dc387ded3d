"""Corpora, training and scores: what ``doclint train`` and ``doclint evaluate`` run on."""
