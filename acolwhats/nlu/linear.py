"""A linear classifier whose probabilities mean what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

import numpy as np
import scipy.sparse as sp
from joblib import Parallel, delayed
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

_FOLDS = 3


@dataclass
class LinearModel:
    """One-versus-rest linear SVM (Fan et al., LIBLINEAR, 2008) with a temperature (Guo et al., 2017).

    Attributes:
        classes: (k,) str.
        weights: (features, k) float32.
        bias: (k,) float32.
        temperature: divides the margins before the softmax.
    """

    classes: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    temperature: float

    def margins(self, features: sp.csr_matrix) -> np.ndarray:
        """Sparse (n, features) -> (n, k)."""
        return np.asarray(features @ self.weights) + self.bias

    def probabilities(self, features: sp.csr_matrix) -> np.ndarray:
        """Sparse (n, features) -> (n, k), rows sum to one."""
        return softmax(self.margins(features) / self.temperature, axis=1)


def class_weights(labels: np.ndarray, boosts: Mapping[str, float]) -> dict[str, float]:
    """Weights that make every class count alike, times the boost of those that have one."""
    names, counts = np.unique(labels, return_counts=True)
    even = len(labels) / (len(names) * counts)
    return {str(name): float(w) * boosts.get(str(name), 1.0) for name, w in zip(names, even)}


def _fit(
    features: sp.csr_matrix, labels: np.ndarray, c: float, seed: int, boosts: Mapping[str, float]
) -> LinearModel:
    svm = LinearSVC(C=c, class_weight=class_weights(labels, boosts), random_state=seed)
    svm.fit(features, labels)
    weights = np.ascontiguousarray(svm.coef_.T.astype(np.float32))
    return LinearModel(svm.classes_, weights, svm.intercept_.astype(np.float32), 1.0)


def out_of_fold_margins(
    features: sp.csr_matrix, labels: np.ndarray, c: float, seed: int, boosts: Mapping[str, float]
) -> np.ndarray:
    """Margins of each example under a model that has not seen it: (n, k)."""
    classes = np.unique(labels)
    margins = np.zeros((len(labels), len(classes)), dtype=np.float32)
    folds = list(StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(features, labels))

    def unseen_margins(seen: np.ndarray, unseen: np.ndarray) -> np.ndarray:
        return _fit(features[seen], labels[seen], c, seed, boosts).margins(features[unseen])

    # liblinear lets go of Python's lock while it works.
    results = Parallel(n_jobs=2, prefer="threads")(delayed(unseen_margins)(*fold) for fold in folds)
    for (_, unseen), result in zip(folds, results):
        margins[unseen] = result
    return margins


def fit_temperature(margins: np.ndarray, targets: np.ndarray) -> float:
    """The temperature that makes unseen answers likeliest. `targets` are column numbers."""
    rows = np.arange(len(targets))

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(margins / np.exp(log_temperature), axis=1)
        return float(-scaled[rows, targets].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 2.0), method="bounded").x))


def train_linear(
    features: sp.csr_matrix,
    labels: Sequence[str],
    c: float,
    seed: int,
    boosts: Mapping[str, float] = {},
) -> LinearModel:
    """Train on everything; the temperature comes from cross-validation.

    Args:
        features: sparse (n, features).
        labels: n names, each at least three times.
        c: inverse of the regularisation.
        seed: of the folds and of the solver.
        boosts: label -> how many times more its examples count.
    """
    array = np.asarray(labels)
    model = _fit(features, array, c, seed, boosts)
    margins = out_of_fold_margins(features, array, c, seed, boosts)
    model.temperature = fit_temperature(margins, np.searchsorted(model.classes, array))
    return model
