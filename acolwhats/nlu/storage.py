"""Keeps trained classifiers on disk without pickle: skops for scikit-learn's objects, npz for arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import skops.io

from acolwhats.nlu.features import TextFeatures
from acolwhats.nlu.linear import LinearModel

_VECTORIZERS = "vectorizers.skops"
_MODEL = "linear.npz"
# The only types beyond scikit-learn's that our files hold.
_TRUSTED = ["numpy.float32"]


def store_classifier(folder: Path, features: TextFeatures, model: LinearModel) -> None:
    """Write features and model into a folder."""
    parts = {"words": features.words, "characters": features.characters}
    skops.io.dump(parts, folder / _VECTORIZERS)
    np.savez(
        folder / _MODEL,
        classes=model.classes.astype(str),
        weights=model.weights,
        bias=model.bias,
        temperature=model.temperature,
        dense_weight=features.dense_weight,
    )


def load_classifier(folder: Path) -> tuple[TextFeatures, LinearModel]:
    """Read what `store_classifier` wrote."""
    parts = skops.io.load(folder / _VECTORIZERS, trusted=_TRUSTED)
    with np.load(folder / _MODEL, allow_pickle=False) as arrays:
        features = TextFeatures(dense_weight=float(arrays["dense_weight"]))
        model = LinearModel(
            arrays["classes"], arrays["weights"], arrays["bias"], float(arrays["temperature"])
        )
    features.words, features.characters = parts["words"], parts["characters"]
    return features, model
