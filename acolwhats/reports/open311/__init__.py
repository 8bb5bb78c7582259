"""Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2/) over the service reports.

documents  what is answered, field by field
rendering  the same document as XML and as JSON
asked      what is asked for: filters, a new request
keys       who may file
pace       how often
router     /open311/v2

What a citizen wrote is not published: neither the note, nor the words for the place, nor photos; coordinates are
rounded to about 100 m. A program that filed a report gets its own description back when it shows its key. Names, mail
addresses and telephones that the specification lets a client send are not kept.
"""
