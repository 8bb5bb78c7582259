"""A linear classifier whose probabilities mean what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np
import scipy.sparse as sp
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


def _fit(features: sp.csr_matrix, labels: np.ndarray, c: float, seed: int) -> LinearModel:
    svm = LinearSVC(C=c, class_weight="balanced", random_state=seed).fit(features, labels)
    weights = np.ascontiguousarray(svm.coef_.T.astype(np.float32))
    return LinearModel(svm.classes_, weights, svm.intercept_.astype(np.float32), 1.0)


def out_of_fold_margins(
    features: sp.csr_matrix, labels: np.ndarray, c: float, seed: int
) -> np.ndarray:
    """Margins of each example under a model that has not seen it: (n, k)."""
    classes = np.unique(labels)
    margins = np.zeros((len(labels), len(classes)), dtype=np.float32)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    for seen, unseen in folds.split(features, labels):
        margins[unseen] = _fit(features[seen], labels[seen], c, seed).margins(features[unseen])
    return margins


def fit_temperature(margins: np.ndarray, targets: np.ndarray) -> float:
    """The temperature that makes unseen answers likeliest. `targets` are column numbers."""
    rows = np.arange(len(targets))

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(margins / np.exp(log_temperature), axis=1)
        return float(-scaled[rows, targets].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 2.0), method="bounded").x))


def train_linear(
    features: sp.csr_matrix, labels: Sequence[str], c: float, seed: int
) -> LinearModel:
    """Train on everything; the temperature comes from cross-validation.

    Args:
        features: sparse (n, features).
        labels: n names, each at least three times.
        c: inverse of the regularisation.
        seed: of the folds and of the solver.
    """
    array = np.asarray(labels)
    model = _fit(features, array, c, seed)
    margins = out_of_fold_margins(features, array, c, seed)
    model.temperature = fit_temperature(margins, np.searchsorted(model.classes, array))
    return model
