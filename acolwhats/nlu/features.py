"""The features of our classifiers: word and character n-grams beside the encoder's vector."""

from __future__ import annotations

from typing import Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer


class TextFeatures:
    """TF-IDF of words (1–2) and of characters within words, next to a dense vector.

    Args:
        dense_weight: how much the dense vector counts against the n-grams, whose rows have length one.
    """

    def __init__(self, dense_weight: float = 1.0) -> None:
        """Nothing is learnt yet."""
        self.words = TfidfVectorizer(
            ngram_range=(1, 2), token_pattern=r"\S+", sublinear_tf=True, dtype=np.float32
        )
        self.characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, dtype=np.float32
        )
        self.dense_weight = dense_weight

    def fit(self, comparable: Sequence[str]) -> TextFeatures:
        """Learn the vocabulary of normalised texts."""
        self.words.fit(comparable)
        self.characters.fit(comparable)
        return self

    def transform(self, comparable: Sequence[str], vectors: np.ndarray) -> sp.csr_matrix:
        """Normalised texts and their vectors (n, dimensions) -> sparse (n, features)."""
        dense = sp.csr_matrix(np.asarray(vectors, dtype=np.float32) * self.dense_weight)
        parts = [self.words.transform(comparable), self.characters.transform(comparable), dense]
        return sp.hstack(parts, format="csr", dtype=np.float32)
