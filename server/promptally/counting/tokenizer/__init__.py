"""Claude's tokenizers as `ctok` rebuilt them, made fast by remembering words.

`counter` is the way in: canonical text -> chunks whose costs add up -> tokens. Words:

- the *marked stream* is `ctok`'s form of a text, in which a code point each stands for
  the start of a word, its end, a capital first letter and all capitals;
- a *stretch* is a part of that stream; its cost is the fewest pieces that spell it;
- a *chunk* is a part of the canonical text with a cost of its own: a word and the gap
  after it, up to the next word.

What `ctok` knows by measurement (which character is of which kind, how a word in odd
capitals is spelled, what stands between odd characters) is asked of `ctok` itself.
"""
