"""From words to needs: text (`text`), index (`index`), scores (`score`), needs of a line (`needs`).

Each stage is apart: normalise → candidates → features → calibrated score → needs with an explanation.
Nothing here knows the store: it sees texts and ids only.
"""
