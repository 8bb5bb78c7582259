"""Names of what our components put on a Rasa `Message`."""

COMPARABLE_TEXT = "comparable_text"  # str, text.normalize with places.with_place_marks
READABLE_TEXT = "readable_text"  # str, text.expand: what the encoder reads
SEGMENTS = "segments"  # list[str], readable; only where a message may hold several requests
WINDOWS = "windows"  # list[str], readable; only of long messages
TEXT_VECTOR = "text_vector"  # numpy (dimensions,), float32
SEGMENT_VECTORS = "segment_vectors"  # numpy (segments, dimensions), float32
WINDOW_VECTORS = "window_vectors"  # numpy (windows, dimensions), float32
LABELS = "labels"  # list of (label, probability), most likely first
SEGMENT_LABELS = "segment_labels"  # the same for each segment
DANGER = "danger"  # probabilities: urgent, discreet, and urgent_part (of the most alarming window)
DECISION = "decision"  # dict, see decision.py; the only one that leaves the pipeline
