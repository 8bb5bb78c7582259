"""The answer base: what the assistant may state, who says so, and until when it holds.

models       tables
seed         data/answers/*.yml -> statements, and into the database
check        the rules that a seed must keep (a fact has a source)
lookup       label -> Answer
render       Answer -> WhatsApp text
pending      what is missing, doubtful or about to expire
spreadsheet  export to and import from the .xlsx that the administrative units fill in
"""
