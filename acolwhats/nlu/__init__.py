"""Rasa graph components of ours, where Rasa has none.

text        Spanish of WhatsApp, made comparable (no Rasa)
normalizer  TextNormalizer: puts the comparable text on the message
encoder     SentenceEncoderFeaturizer: one dense vector a message
classifier  QuestionClassifier: topic and question together, calibrated
emergency   EmergencyClassifier: is somebody in danger now?
followup    is a message only about an aspect of the last answer? (no Rasa)
decision    Decision: answer, choose, fallback or emergency
"""
