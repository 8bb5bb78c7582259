"""The vault: denuncias that only the right officer and whoever filed one can read.

keys         key pairs, seals, key derivation
folio        the public number of a denuncia; clave: the secret of whoever filed it
officers     who may read what: key pairs under a passphrase, the recovery key, leaving
vault        filing: everything is sealed before it is written
evidence     attachments, sealed
followup     with folio and clave: state, questions, more text, withdrawal, a new clave
casework     what an officer does: open, answer, assign, change state, export
routing      category and area → who receives it; never who is accused
states       which follow which, and what the citizen is told
calendar     working days of the town hall
throttle     guesses and floods
retention    what is deleted when
audit        who did what, in a chain that shows tampering
"""
