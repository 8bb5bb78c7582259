"""The answer base: what the assistant may state, who says so, and until when it holds.

models       tables
seed         data/answers/*.yml -> statements, and into the database
check        the rules that a seed must keep (a fact has a source)
lookup       label -> Answer
render       Answer -> WhatsApp text
pending      what is missing, doubtful or about to expire
columns      the columns of the .xlsx that the administrative units fill in
spreadsheet  writes it; spreadsheet_reader reads it back, checking every cell
importing    what a filled-in spreadsheet changes, shown and then made
aspects      what a statement may be about
"""
