"""The pipeline that reads a note: tokenizer, layout, attribution, vocabulary, entities, status, values, evidence,
functions, links.

Its components share a Chart (``doclint.nlp.chart``); ``doclint.nlp.publish.facts_of`` hands their findings on as
plain records.
"""
