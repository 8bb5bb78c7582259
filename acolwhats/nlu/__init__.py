"""Rasa graph components of ours, where Rasa has none.

text        Spanish of WhatsApp, made comparable (no Rasa)
normalizer  TextNormalizer: puts the comparable text on the message
encoder     SentenceEncoderFeaturizer: one dense vector a message
classifier  QuestionClassifier: topic and question together, calibrated
emergency   EmergencyClassifier: is somebody in danger now?
decision    Decision: answer, choose, fallback or emergency
"""
