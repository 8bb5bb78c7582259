"""Keeps trained classifiers on disk without pickle: vocabularies as JSON, arrays as npz."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from acolwhats.nlu.features import TextFeatures
from acolwhats.nlu.linear import LinearModel

_VOCABULARY = "vocabulary.json"
_MODEL = "linear.npz"


def _words_in_order(vectorizer: TfidfVectorizer) -> list[str]:
    return [str(word) for word in vectorizer.get_feature_names_out()]


def _restore(vectorizer: TfidfVectorizer, words: list[str], idf: np.ndarray) -> None:
    vectorizer.vocabulary = {word: column for column, word in enumerate(words)}
    vectorizer.idf_ = idf


def store_classifier(folder: Path, features: TextFeatures, model: LinearModel) -> None:
    """Write features and model into a folder."""
    vocabulary = {
        "words": _words_in_order(features.words),
        "characters": _words_in_order(features.characters),
    }
    (folder / _VOCABULARY).write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    np.savez(
        folder / _MODEL,
        words_idf=features.words.idf_,
        characters_idf=features.characters.idf_,
        dense_weight=features.dense_weight,
        classes=model.classes.astype(str),
        weights=model.weights,
        bias=model.bias,
        temperature=model.temperature,
    )


def load_classifier(folder: Path) -> tuple[TextFeatures, LinearModel]:
    """Read what `store_classifier` wrote."""
    vocabulary = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
    with np.load(folder / _MODEL, allow_pickle=False) as arrays:
        features = TextFeatures(dense_weight=float(arrays["dense_weight"]))
        _restore(features.words, vocabulary["words"], arrays["words_idf"])
        _restore(features.characters, vocabulary["characters"], arrays["characters_idf"])
        model = LinearModel(
            arrays["classes"], arrays["weights"], arrays["bias"], float(arrays["temperature"])
        )
    return features, model
