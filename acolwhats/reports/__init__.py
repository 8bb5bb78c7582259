"""Service reports: a pothole, a lamp, a leak; where it is, who mends it, how far it is. Nothing here is secret.

models      tables
categories  what can be reported, the unit in charge, the goal in working days
folio       the public number of a report
geo         distances, and which pins are in the municipality
places      names of places in a text: which one, or which ones it could be
reading     what a message already says: does it report something, and where
guide       the guided conversation: guide begins; conversation is one turn, with
            steps, asking, taking, filing and the draft
status      what a folio answers, from any number
states      which follow which, and what the citizen is told
service     file, change, assign, find
repeats     the same thing reported twice: join
notices     whom to tell
photos      pictures of reports, kept as long as the report
export      CSV and GeoJSON without personal data
open311     GeoReport v2: the same for other programs
wiring      the guides as the bridge gets them
"""
