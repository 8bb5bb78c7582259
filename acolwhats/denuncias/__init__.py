"""The vault: denuncias that only the right officer and whoever filed one can read.

In the chat
guide, conversation, interrupting, answering, questions, case, told, crimes, guide_texts
                 somebody denounces: one thing at a time, nothing asked twice
followup_guide, followup_questions, followup_texts, visit
                 with folio and clave: state, questions, more text, withdrawal, a new clave
ports            what these need of the vault

Sealed
vault, statement, thread, evidence
                 filing, what was told, what was said since, attachments: sealed before they are written
keys, wraps, codes, folio, claves
                 key pairs and seals, who can open what, the public number and the secret of whoever filed one
followup         what folio and clave open, from any number
throttle         guesses and floods; refusals: why something is not taken

In the office
officers, recovery, demo
                 who may read: key pairs under a passphrase, the key on paper
routing, routing_file, words
                 category and area → who receives it; never who is accused
casework, case_file, worklist, notices
                 what an officer does: list, open, answer, ask, assign, change state, export
states, calendar, overdue
                 which state follows which, working days, deadlines
retention        what is deleted when
audit            who did what, in a chain that shows tampering
"""
