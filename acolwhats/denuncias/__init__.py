"""The vault: denuncias that only the right officer and whoever filed one can read.

What is kept:
models       tables; nothing in them tells what was denounced
keys         key pairs, seals, key derivation
codes        codes that people copy by hand, with a check symbol
folio        the public number of a denuncia, and the clave: the secret of whoever filed it
claves       what the database keeps of a clave
statement    what is denounced, as it is sealed
vault        filing: everything is sealed before it is written
evidence     attachments, sealed
thread       what both sides say afterwards, sealed
wraps        who can open which denuncia
throttle     guesses and floods
refusals     why something is not taken
retention    what is deleted when
audit        who did what, in a chain that shows tampering

The office:
officers     who may read what: key pairs under a passphrase, leaving
recovery     the key that is kept on paper
worklist     the list of an officer: folio, state and days
casework     what an officer does: open, answer, assign, change state, export
case_file    a denuncia as an officer reads it
routing      category and area → who receives it; never who is accused
routing_file reads and checks data/denuncias/routing.yml
words        finds what a text names by the words of that file
states       which follow which, and what the citizen is told
calendar     working days of the town hall
overdue      what should have been done by now, and who else is told
notices      “there is news”, only to whoever asked for it
demo         invented officers for a developer's machine

Filing in the chat:
guide        the guide; conversation is one turn, with interrupting (commands, files,
             a pin) and answering (what a message answers)
case         the draft
questions    what is asked at each step, the summary; guide_texts the words
told         who, who saw it, what there is to show, from a story
crimes       crimes by the words in which people tell them
ports        what the conversation needs of the vault

With folio and clave:
followup     state, questions, more text, withdrawal, a new clave
followup_guide  the guide; visit is its draft, with followup_questions and followup_texts
"""
