"""Takes everything out of a file but what is seen and heard: metadata, scripts, attachments, what hides behind its end.

Run as a process of its own for each file, with little memory and little time: `python -I -m acolwhats.whatsapp.cleaning`
reads the file and writes one line of JSON (`{"content_type": …}` or `{"problem": …}`) and the new file.

Nothing here is kept of the old file's bytes: pictures and pages are decoded and encoded anew, videos put in a new container.
"""
